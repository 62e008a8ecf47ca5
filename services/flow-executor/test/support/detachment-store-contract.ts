import { v7 as uuidv7 } from 'uuid';
import type { DetachmentStore } from '../../src/application/ports.ts';
import type { KeptDetachment } from '../../src/domain/lifecycle/attachment.ts';
import type { StoredFlow } from '../../src/domain/lifecycle/stored-flow.ts';
import { type FlowStore, insert } from './flow-store.ts';
import { givenFlow } from './given.ts';

/** What every store of detachments does; the fake of the tests and Postgres alike. */
export function describeDetachmentStore(name: string, open: () => Promise<FlowStore>): void {
  describe(`${name} as a store of detachments`, () => {
    let opened: FlowStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    describeDetachments(() => opened);
  });
}

function describeDetachments(store: () => FlowStore): void {
  describe('what a deletion took away', () => {
    const kept = (flow: StoredFlow, over: Partial<KeptDetachment> = {}): KeptDetachment => ({
      operationId: uuidv7(),
      flowId: flow.flowId,
      connectorId: uuidv7(),
      draft: { before: flow.draft, activities: [{ activityId: 'id-Ask', activityLabel: 'Ask', method: 'GET' }] },
      lastVersionNumber: 2,
      versions: [{ versionNumber: 2, state: 'PUBLISHED' }],
      ...over,
    });
    const versionsOf = ({ draft: _, ...versions }: KeptDetachment) => versions;
    const run = <Result>(work: (detachments: DetachmentStore) => Promise<Result>) =>
      store().unitOfWork.run(({ detachments }) => work(detachments));

    it('is found by its operation and by its flow as it was kept, until it is given back', async () => {
      const flow = await insert(store(), givenFlow());
      const [one, other] = [kept(flow), kept(flow, { draft: null, versions: [] })];
      await run((detachments) => detachments.keep([one, other]));
      expect(await run((detachments) => detachments.ofOperation(one.operationId))).toEqual([one]);
      expect(await run((detachments) => detachments.ofFlows([flow.flowId, uuidv7()]))).toEqual(
        new Map([[flow.flowId, [versionsOf(one), versionsOf(other)]]]),
      );
      await run((detachments) => detachments.giveBack(one.operationId));
      expect(await run((detachments) => detachments.ofFlows([flow.flowId]))).toEqual(
        new Map([[flow.flowId, [{ ...versionsOf(one), versions: [] }, versionsOf(other)]]]),
      );
      expect(await run((detachments) => detachments.ofOperation(one.operationId))).toEqual([]);
    });

    it('is kept without the draft once the deletion is final', async () => {
      const flow = await insert(store(), givenFlow());
      const one = kept(flow);
      await run((detachments) => detachments.keep([one]));
      await run((detachments) => detachments.settle(one.operationId));
      expect(await run((detachments) => detachments.ofOperation(one.operationId))).toEqual([{ ...one, draft: null }]);
    });
  });
}
