import { finishStep, planDeletion, waitFor } from '../../src/domain/deletion.ts';
import { connectorId } from '../../src/domain/ids.ts';
import { OperationNotFound } from '../../src/domain/operation-not-found.ts';
import { startDeletion } from '../../src/domain/transitions.ts';
import { aReference, given, later, noon, nth, organization, otherOrganization, someConnector, someFlow } from '../given.ts';
import { act, operation, type RegistryUnderTest } from './registry-under-test.ts';

export function describeDeletions(registry: RegistryUnderTest): void {
  describe('deletions', () => {
    const planned = planDeletion(
      { operationId: operation, organizationId: organization, connectorId: someConnector, requestedBy: 'bob' },
      noon,
    );

    beforeEach(async () => {
      await registry.insert(given({ state: 'INACTIVE' }));
      await registry.run(async ({ connectors, references, deletions }) => {
        await connectors.save(startDeletion(given({ state: 'INACTIVE' }), operation, act).connector);
        await references.replaceOfFlow(organization, someFlow, [aReference()]);
        await deletions.insert(planned);
      });
    });

    const claim = async () => {
      const claimed = await registry.queue.claimDue();
      if (!claimed) throw new Error('nothing is due');
      return claimed;
    };

    it('are read as they were written, with the references that remain', async () => {
      expect(await registry.reader.getOperation(organization, operation)).toEqual({ deletion: planned, remainingReferences: 1 });
    });

    it('are not there for another organization', async () => {
      await expect(registry.reader.getOperation(otherOrganization, operation)).rejects.toThrow(OperationNotFound);
    });

    it('wait for as long as they were put off, or until a flow lets go', async () => {
      await claim();
      await registry.run(({ deletions }) => deletions.save(waitFor(planned, 'flow-executor'), 60_000));
      expect(await registry.queue.claimDue()).toBeUndefined();
      await registry.run(({ deletions }) => deletions.wake(someConnector));
      expect(await registry.queue.claimDue()).toBeDefined();
    });

    it('are not woken by a flow once they wait for something else', async () => {
      await claim();
      await registry.run(({ deletions }) => deletions.save(waitFor(finishStep(planned, later), 'token-broker'), 60_000));
      await registry.run(({ deletions }) => deletions.wake(someConnector));
      expect(await registry.queue.claimDue()).toBeUndefined();
    });

    it('are not woken by another connector', async () => {
      await claim();
      await registry.run(({ deletions }) => deletions.wake(connectorId(nth(2))));
      expect(await registry.queue.claimDue()).toBeUndefined();
    });

    it('are not due any more once they have succeeded', async () => {
      const done = finishStep(finishStep(finishStep(planned, later), later), later);
      await registry.run(({ deletions }) => deletions.save(done, 0));
      expect(await registry.queue.claimDue()).toBeUndefined();
      expect((await registry.reader.getOperation(organization, operation)).deletion).toEqual(done);
    });
  });
}
