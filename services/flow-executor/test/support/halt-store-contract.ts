import { v7 as uuidv7 } from 'uuid';
import type { HaltStore } from '../../src/application/ports.ts';
import type { StoredFlow } from '../../src/domain/lifecycle/stored-flow.ts';
import { type FlowStore, insert } from './flow-store.ts';
import { contentOf, givenFlow, noon, useOf } from './given.ts';

const all = { limit: 100, after: undefined };

/** What every store of halts does; the fake of the tests and Postgres alike. */
export function describeHaltStore(name: string, open: () => Promise<FlowStore>): void {
  describe(`${name} as a store of halts`, () => {
    let opened: FlowStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const store = () => opened;
    describeStatuses(store);
    describeDependents(store);
    describeHalts(store);
  });
}

const run = <Result>({ unitOfWork }: FlowStore, work: (halts: HaltStore) => Promise<Result>) => unitOfWork.run(({ halts }) => work(halts));

function describeStatuses(store: () => FlowStore): void {
  it('knows a connector by the highest version that was told, and takes an unknown one for active', async () => {
    const [told, other] = [{ organizationId: uuidv7(), connectorId: uuidv7() }, uuidv7()];
    const notActive = async () => [...(await run(store(), (halts) => halts.notActive([told.connectorId, other])))];
    const tell = (version: number, state: 'ACTIVE' | 'INACTIVE' | 'DELETED') =>
      run(store(), (halts) => halts.note([{ ...told, version, state }]));
    expect(await notActive()).toEqual([]);
    await tell(2, 'INACTIVE');
    await tell(1, 'ACTIVE');
    await tell(2, 'ACTIVE');
    expect(await notActive()).toEqual([told.connectorId]);
    await tell(10, 'ACTIVE');
    await tell(9, 'DELETED');
    expect(await notActive()).toEqual([]);
  });
}

function describeDependents(store: () => FlowStore): void {
  it('finds the flows whose versions may use the connector, page by page, with what is Live', async () => {
    const organizationId = uuidv7();
    const [connectorId, second] = [uuidv7(), uuidv7()];
    const uses = [useOf(connectorId)];
    const content = contentOf({ onConnectorInactive: 'ERROR_PATH', fallbackDestination: 'Emergency' });
    const live = await insert(
      store(),
      givenFlow({ organizationId, labels: { Live: 2, Latest: 3 } }),
      { versionNumber: 2, uses: [...uses, useOf(second)], content },
      { versionNumber: 3 },
    );
    const tested = await insert(store(), givenFlow({ organizationId, labels: { Test: 1 } }), { uses });
    const released = await insert(store(), givenFlow({ organizationId }), { uses });
    await store().unitOfWork.run(({ flows }) => flows.dependOnlyOn(released.flowId, []));
    await insert(store(), givenFlow({ organizationId, isLeaving: true }), { uses });
    await insert(store(), givenFlow(), { uses });
    const found = await run(store(), (halts) => halts.dependents(organizationId, connectorId, all));
    const { flowId, name } = live;
    const { onConnectorInactive, fallbackDestination } = content;
    expect(found).toEqual([
      {
        flow: { organizationId, flowId, name, halted: null },
        live: { versionNumber: 2, connectorIds: [connectorId, second].toSorted(), onConnectorInactive, fallbackDestination },
      },
      { flow: expect.objectContaining({ flowId: tested.flowId }), live: undefined },
    ]);
    const page = await run(store(), (halts) => halts.dependents(organizationId, connectorId, { limit: 1, after: flowId }));
    expect(page.map(({ flow }) => flow.flowId)).toEqual([tested.flowId]);
  });
}

function describeHalts(store: () => FlowStore): void {
  it('keeps which flows are halted, and changes nothing else of them', async () => {
    const [one, other] = [await insert(store(), givenFlow()), await insert(store(), givenFlow())];
    const halted = { connectorId: uuidv7(), since: noon };
    const find = ({ organizationId, flowId }: StoredFlow) => store().flows.find(organizationId, flowId);
    await run(store(), (halts) => halts.save([{ flowId: one.flowId, halted }]));
    expect([await find(one), await find(other)]).toEqual([{ ...one, halted }, other]);
    await run(store(), (halts) => halts.save([{ flowId: one.flowId, halted: null }]));
    expect(await find(one)).toEqual(one);
  });
}
