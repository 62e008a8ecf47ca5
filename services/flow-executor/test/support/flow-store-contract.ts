import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { StoredFlow } from '../../src/domain/lifecycle/stored-flow.ts';
import { type FlowStore, insert } from './flow-store.ts';
import { contentOf, givenFlow, givenVersion, noon, useOf } from './given.ts';

const connector = () => ({ connectorId: randomUUID(), name: 'CRM read' });

/** What every store of flows does; the fake of the tests and Postgres alike. */
export function describeFlowStore(name: string, open: () => Promise<FlowStore>): void {
  describe(`${name} as a store of flows`, () => {
    let opened: FlowStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const store = () => opened;
    describeFlows(store);
    describeLists(store);
    describeVersions(store);
    describeDependents(store);
    describeNames(store);
    describeWhatRuns(store);
    describeTransactions(store);
  });
}

/** How often an event has its effect that is delivered so many times. */
async function effectsOf({ unitOfWork }: FlowStore, eventId: string, deliveries: number): Promise<number> {
  let effects = 0;
  const effect = async () => {
    effects += 1;
  };
  for (let delivery = 0; delivery < deliveries; delivery += 1) await unitOfWork.run(({ once }) => once(eventId, effect));
  return effects;
}

const find = ({ flows }: FlowStore, { organizationId, flowId }: StoredFlow) => flows.find(organizationId, flowId);

function describeFlows(store: () => FlowStore): void {
  describe('a flow', () => {
    it('is found as it was stored', async () => {
      const content = contentOf({
        connectors: { 'Contact Center API': uuidv7() },
        onConnectorInactive: 'ERROR_PATH',
        fallbackDestination: 'Emergency',
      });
      const locked = { by: 'ada', since: noon };
      const over = {
        publishingSince: noon,
        labels: { Latest: 1 },
        lastVersionNumber: 1,
        locked,
        halted: { connectorId: uuidv7(), since: noon },
      };
      const flow = await insert(store(), givenFlow(over, content));
      expect(await find(store(), flow)).toEqual(flow);
    });

    it('is changed by a save, and by nothing else', async () => {
      const [flow, other] = [await insert(store(), givenFlow()), await insert(store(), givenFlow())];
      const changed = {
        ...flow,
        name: 'Renamed',
        owner: 'bob',
        locked: { by: 'bob', since: noon },
        halted: { connectorId: uuidv7(), since: noon },
        revision: 100,
        labels: { Live: 2, Latest: 2 },
        isLeaving: true,
        draft: contentOf({ exportText: '{}' }),
      };
      await store().unitOfWork.run(({ flows }) => flows.save(changed));
      expect([await find(store(), flow), await find(store(), other)]).toEqual([changed, other]);
    });

    it('of another organization is not there', async () => {
      const flow = await insert(store(), givenFlow());
      expect(await store().flows.find(uuidv7(), flow.flowId)).toBeUndefined();
    });

    it('is removed with all its versions', async () => {
      const flow = await insert(store(), givenFlow(), {});
      await store().unitOfWork.run(({ flows }) => flows.remove(flow.flowId));
      expect([await find(store(), flow), await store().flows.findVersion(flow.flowId, 1)]).toEqual([undefined, undefined]);
    });

    it.each([
      ['Live', { Live: 1, Latest: 2 }],
      ['Latest, without a Live one', { Test: 2, Latest: 1 }],
    ])('says which connector its version under %s lost', async (_, labels) => {
      const connectorId = uuidv7();
      const flow = await insert(
        store(),
        givenFlow({ labels }),
        { versionNumber: 1, state: 'DETACHED', detachedFrom: connectorId },
        { versionNumber: 2 },
      );
      expect((await find(store(), flow))?.detachedFrom).toBe(connectorId);
    });
  });
}

function describeNames(store: () => FlowStore): void {
  it('finds a flow by its name, however it is written, while it is not leaving', async () => {
    const organizationId = uuidv7();
    const flow = await insert(store(), givenFlow({ organizationId, name: ' Main Line' }));
    await insert(store(), givenFlow({ organizationId, name: 'Leaving', isLeaving: true }));
    const named = (name: string, organization = organizationId) =>
      store().unitOfWork.run(({ flows }) => flows.findNamed(organization, name));
    expect([await named('main line '), await named('Main'), await named('Leaving'), await named('Main Line', uuidv7())]).toEqual([
      flow.flowId,
      undefined,
      undefined,
      undefined,
    ]);
  });
}

function describeLists(store: () => FlowStore): void {
  describe('a list', () => {
    it('shows the flows of one organization by id, from where the page before ended, without those that are leaving', async () => {
      const organizationId = uuidv7();
      const flows = [];
      for (let index = 0; index < 4; index += 1) flows.push(await insert(store(), givenFlow({ organizationId, isLeaving: index === 1 })));
      await insert(store(), givenFlow());
      const ids = async (limit: number, after?: string) =>
        (await store().flows.list(organizationId, { limit, after })).map(({ flowId }) => flowId);
      const [first, , third, fourth] = flows.map(({ flowId }) => flowId);
      expect([await ids(2), await ids(2, third)]).toEqual([[first, third], [fourth]]);
    });
  });
}

function describeVersions(store: () => FlowStore): void {
  describe('a version', () => {
    it('is found as it was stored; later only its state changes', async () => {
      const flow = await insert(store(), givenFlow());
      const version = givenVersion(flow, { versionNumber: 3, state: 'PUBLISHING', uses: [useOf(uuidv7())], comment: 'first' });
      await store().unitOfWork.run(({ flows }) => flows.insertVersion(version));
      expect(await store().flows.findVersion(flow.flowId, 3)).toEqual(version);
      const detachedFrom = uuidv7();
      await store().unitOfWork.run(({ flows }) =>
        flows.saveVersions([{ ...version, state: 'DETACHED', detachedFrom, comment: 'rewritten' }]),
      );
      expect(await store().flows.findVersion(flow.flowId, 3)).toEqual({ ...version, state: 'DETACHED', detachedFrom });
    });

    it('is listed, the newest first, from where the page before ended', async () => {
      const flow = await insert(store(), givenFlow(), { versionNumber: 9 }, { versionNumber: 10 }, { versionNumber: 11 });
      await insert(store(), givenFlow(), {});
      const numbers = async (limit: number, below?: number) =>
        (await store().flows.listVersions(flow.flowId, { limit, below })).map(({ versionNumber }) => versionNumber);
      expect([await numbers(2), await numbers(2, 10), await numbers(2, 9)]).toEqual([[11, 10], [9], []]);
    });

    it('depends until the registry is known to know of others only', async () => {
      const flow = await insert(store(), givenFlow(), { versionNumber: 10 }, { versionNumber: 9 }, { versionNumber: 11 });
      const other = await insert(store(), givenFlow(), { versionNumber: 9 });
      const depending = async ({ flowId }: StoredFlow) =>
        (await store().flows.dependingVersions(flowId)).map(({ versionNumber }) => versionNumber);
      expect(await depending(flow)).toEqual([9, 10, 11]);
      await store().unitOfWork.run(({ flows }) => flows.dependOnlyOn(flow.flowId, [10, 11]));
      expect([await depending(flow), await depending(other)]).toEqual([[10, 11], [9]]);
      await store().unitOfWork.run(({ flows }) => flows.dependOn(flow.flowId, 9));
      expect(await depending(flow)).toEqual([9, 10, 11]);
    });
  });
}

function describeDependents(store: () => FlowStore): void {
  describe('dependents', () => {
    it('are the flows whose versions use the connector, with those versions', async () => {
      const organizationId = uuidv7();
      const lost = connector();
      const uses = [useOf(lost.connectorId), useOf(uuidv7())];
      const flow = await insert(
        store(),
        givenFlow({ organizationId }),
        { versionNumber: 1, uses },
        { versionNumber: 2 },
        { versionNumber: 3, uses },
      );
      const released = await insert(store(), givenFlow({ organizationId }), { versionNumber: 1, uses });
      await insert(store(), givenFlow({ organizationId }), { uses: [useOf(uuidv7())] });
      await insert(store(), givenFlow(), { uses });
      await store().unitOfWork.run(({ flows }) => flows.dependOnlyOn(released.flowId, []));
      const found = await store().unitOfWork.run(({ flows }) => flows.dependents(organizationId, lost, { limit: 100, after: undefined }));
      expect(found.map(({ flow: { flowId }, versions }) => [flowId, versions.map(({ versionNumber }) => versionNumber)])).toEqual([
        [flow.flowId, [1, 3]],
      ]);
    });

    it.each([
      ['by its id', ({ connectorId }: ReturnType<typeof connector>) => connectorId],
      ['by its name, however it is written', () => 'crm READ'],
    ])('are those too whose draft refers to the connector %s', async (_, reference) => {
      const organizationId = uuidv7();
      const lost = connector();
      const draftReferences = ['something else', reference(lost).toLowerCase()];
      const flow = await insert(store(), givenFlow({ organizationId, draftReferences }));
      await insert(store(), givenFlow({ organizationId, draftReferences: ['crm'] }));
      const found = await store().unitOfWork.run(({ flows }) => flows.dependents(organizationId, lost, { limit: 100, after: undefined }));
      expect(found).toEqual([{ flow, versions: [] }]);
    });

    it('come page by page by their ids, whether a draft or a version depends, or both', async () => {
      const organizationId = uuidv7();
      const lost = connector();
      const draftReferences = [lost.connectorId];
      const uses = [useOf(lost.connectorId)];
      const flows = [
        await insert(store(), givenFlow({ organizationId }), { uses }),
        await insert(store(), givenFlow({ organizationId, draftReferences })),
        await insert(store(), givenFlow({ organizationId, draftReferences }), { uses }),
        await insert(store(), givenFlow(), { uses }),
        await insert(store(), givenFlow({ organizationId }), { uses }),
      ];
      const [first, second, third, , fifth] = flows.map(({ flowId }) => flowId);
      const page = async (after?: string) => {
        const found = await store().unitOfWork.run(({ flows }) => flows.dependents(organizationId, lost, { limit: 2, after }));
        return found.map(({ flow }) => flow.flowId);
      };
      expect([await page(), await page(second), await page(fifth)]).toEqual([[first, second], [third, fifth], []]);
    });
  });
}

function describeWhatRuns(store: () => FlowStore): void {
  describe('what runs', () => {
    it('are the versions that labels point at', async () => {
      const flow = await insert(
        store(),
        givenFlow({ labels: { Live: 1, Latest: 3 }, revision: 9 }),
        { versionNumber: 1 },
        { versionNumber: 2 },
        { versionNumber: 3 },
      );
      const found = await store().runnable.findRunnable(flow.flowId);
      expect(found).toMatchObject({ organizationId: flow.organizationId, revision: 9, labels: flow.labels });
      expect(found?.versions.map(({ versionNumber }) => versionNumber)).toEqual([1, 3]);
    });

    it('is nothing of a flow without a version, of one that is leaving, and of one that is not there', async () => {
      const [fresh, leaving] = [
        await insert(store(), givenFlow()),
        await insert(store(), givenFlow({ isLeaving: true, labels: { Live: 1 } }), {}),
      ];
      expect((await store().runnable.findRunnable(fresh.flowId))?.versions).toEqual([]);
      expect(await store().runnable.findRunnable(leaving.flowId)).toBeUndefined();
      expect(await store().runnable.findRunnable(uuidv7())).toBeUndefined();
      expect(await store().runnable.revisions([fresh.flowId, leaving.flowId, uuidv7()])).toEqual(new Map([[fresh.flowId, 1]]));
    });
  });
}

function describeTransactions(store: () => FlowStore): void {
  describe('a transaction', () => {
    it('that fails leaves nothing', async () => {
      const flow = givenFlow();
      const eventId = randomUUID();
      const failing = store().unitOfWork.run(async ({ flows, once }) => {
        await flows.insert(flow);
        await once(eventId, async () => undefined);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await find(store(), flow)).toBeUndefined();
      expect(await effectsOf(store(), eventId, 1)).toBe(1);
    });

    it('has the effect of an event once', async () => {
      const eventId = randomUUID();
      expect(await effectsOf(store(), eventId, 2)).toBe(1);
    });

    it('has the flow for itself that it has found', async () => {
      const flow = await insert(store(), givenFlow());
      const raise = () =>
        store().unitOfWork.run(async ({ flows }) => {
          const found = await flows.find(flow.organizationId, flow.flowId);
          if (found) await flows.save({ ...found, revision: found.revision + 1 });
        });
      await Promise.all(Array.from({ length: 5 }, raise));
      expect((await find(store(), flow))?.revision).toBe(6);
    });
  });
}
