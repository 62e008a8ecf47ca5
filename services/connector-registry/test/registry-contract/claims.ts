import { finishStep, planDeletion, waitFor } from '../../src/domain/deletion.ts';
import { startDeletion } from '../../src/domain/transitions.ts';
import { aReference, given, later, noon, organization, someConnector, someFlow } from '../given.ts';
import { act, operation, type RegistryUnderTest } from './registry-under-test.ts';

export function describeClaims(registry: RegistryUnderTest): void {
  describe('claims of deletions', () => {
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

    it('are claimed by one of many', async () => {
      const claims = await Promise.all([1, 2, 3, 4].map(() => registry.queue.claimDue()));
      expect(claims.filter((claimed) => claimed !== undefined)).toEqual([{ deletion: planned, attempt: 1, revision: 1 }]);
    });

    it('are due again when they were saved so, and count the attempts of one step', async () => {
      await claim();
      await registry.run(({ deletions }) => deletions.save(waitFor(planned, 'flow-executor'), 0));
      expect(await claim()).toEqual({ deletion: waitFor(planned, 'flow-executor'), attempt: 2, revision: 2 });
    });

    it('begin to count anew with the next step', async () => {
      await claim();
      await registry.run(({ deletions }) => deletions.save(finishStep(planned, later), 0));
      expect(await claim()).toMatchObject({ deletion: finishStep(planned, later), attempt: 1 });
    });

    it('are held by who has claimed them last, and by nobody before', async () => {
      const first = await claim();
      await registry.run(({ deletions }) => deletions.wake(someConnector));
      const last = await claim();
      expect(await registry.run(({ deletions }) => deletions.hold(first))).toBeUndefined();
      expect(await registry.run(({ deletions }) => deletions.hold(last))).toEqual(planned);
    });
  });
}
