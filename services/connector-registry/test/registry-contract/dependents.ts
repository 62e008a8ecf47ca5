import { cancelDeletion } from '../../src/domain/deletion.ts';
import { connectorId, flowId } from '../../src/domain/ids.ts';
import { aDeletion, aReference, given, later, nth, onePage, organization, someConnector, someFlow } from '../given.ts';
import { operation, type RegistryUnderTest } from './registry-under-test.ts';

const other = connectorId(nth(2));
const otherFlow = flowId(nth(0xf2));

const planned = aDeletion();

/** What a test does to the dependents of that deletion. */
function dependentsOf(registry: RegistryUnderTest) {
  const reply = { operationId: operation, organizationId: organization, connectorId: someConnector, flowId: someFlow };
  const before = [aReference(), aReference({ versionNumber: 2, labels: [] }), aReference({ connectorId: other })];
  const ofFlow = async (flow = someFlow) => (await registry.reader.listReferencesOfFlow(organization, flow, onePage)).items;
  const outstanding = () => registry.run(({ dependents }) => dependents.countOutstanding(operation));
  const detach = () => registry.run(({ dependents }) => dependents.detach([reply]));
  const attach = (...versionNumbers: number[]) => registry.run(({ dependents }) => dependents.attach(reply, versionNumbers));
  const cancel = () =>
    registry.run(async ({ operations, dependents }) => {
      await operations.save(cancelDeletion(planned, { actor: 'ada', at: later }), 0);
      await dependents.restore(operation);
    });
  return { reply, before, ofFlow, outstanding, detach, attach, cancel };
}

export function describeDependents(registry: RegistryUnderTest): void {
  describe('what the flows of a deletion had', () => {
    const { reply, before, ofFlow, outstanding, detach, attach, cancel } = dependentsOf(registry);

    beforeEach(async () => {
      await registry.insert(given({ state: 'DELETING', version: 2 }), given({ connectorId: other, name: 'other' }));
      const kept = await registry.run(async ({ references, operations, dependents }) => {
        await references.replaceOfFlow(organization, someFlow, before);
        await references.replaceOfFlow(organization, otherFlow, [aReference({ flowId: otherFlow })]);
        await operations.insert(planned);
        return dependents.keep(planned);
      });
      expect(kept).toBe(2);
    });

    it('is taken away flow by flow, of that connector alone', async () => {
      await detach();
      expect(await ofFlow()).toEqual([aReference({ connectorId: other })]);
      expect(await ofFlow(otherFlow)).toHaveLength(1);
    });

    it('is not taken away for another operation, nor after the deletion was cancelled', async () => {
      const mine = await ofFlow();
      await registry.run(({ dependents }) => dependents.detach([{ ...reply, connectorId: other }]));
      await cancel();
      await detach();
      expect(await ofFlow()).toEqual(mine);
    });

    it('comes back as it was when the deletion is cancelled, whether the flow had let go or not', async () => {
      const mine = [await ofFlow(), await ofFlow(otherFlow)];
      await detach();
      await cancel();
      expect([await ofFlow(), await ofFlow(otherFlow)]).toEqual(mine);
      expect(await outstanding()).toBe(2);
      expect(await registry.reader.getOperation(organization, operation)).toMatchObject({ remainingReferences: 3, outstandingFlows: 2 });
    });

    it('is what the flow says that it has again', async () => {
      await detach();
      await cancel();
      await attach(2);
      expect((await ofFlow()).map((one) => [one.versionNumber, one.connectorId])).toEqual([
        [1, other],
        [2, someConnector],
      ]);
      expect(await outstanding()).toBe(1);
      await attach();
      expect(await ofFlow()).toHaveLength(2);
    });

    it('is not touched by a reply while the deletion runs', async () => {
      await attach();
      expect([(await ofFlow()).length, await outstanding()]).toEqual([3, 2]);
    });

    it('is forgotten of a flow that is gone, and of a deletion that is complete', async () => {
      const concerned = await registry.run(({ dependents }) => dependents.forgetFlow(organization, someFlow));
      expect([new Set(concerned), await outstanding()]).toEqual([new Set([someConnector]), 1]);
      await registry.run(({ dependents }) => dependents.forget(operation));
      expect(await outstanding()).toBe(0);
    });
  });
}
