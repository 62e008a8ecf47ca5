import { operationId } from '../../src/domain/ids.ts';
import { finishStep, wait } from '../../src/domain/operation.ts';
import { aDeletion, given, later, noon, nth, organization } from '../given.ts';
import { operation, type RegistryUnderTest } from './registry-under-test.ts';

export function describeClaims(registry: RegistryUnderTest): void {
  describe('claims of operations', () => {
    const planned = finishStep(aDeletion(), later);

    beforeEach(async () => {
      await registry.insert(given({ state: 'DELETING', version: 2 }));
      await registry.run(({ operations }) => operations.insert(planned));
    });

    const claim = async () => {
      const claimed = await registry.queue.claimDue();
      if (!claimed) throw new Error('nothing is due');
      return claimed;
    };

    it('are claimed by one of many', async () => {
      const claims = await Promise.all([1, 2, 3, 4].map(() => registry.queue.claimDue()));
      expect(claims.filter((claimed) => claimed !== undefined)).toEqual([{ operation: planned, attempt: 1, revision: 1 }]);
    });

    it('are due again when they were saved so, and count the attempts of one step', async () => {
      await claim();
      await registry.run(({ operations }) => operations.save(wait(planned), 0));
      expect(await claim()).toMatchObject({ operation: wait(planned), attempt: 2 });
    });

    it('begin to count anew with the next step', async () => {
      await claim();
      await registry.run(({ operations }) => operations.save(finishStep(planned, later), 0));
      expect(await claim()).toMatchObject({ operation: finishStep(planned, later), attempt: 1 });
    });

    it('are held by who has claimed them last, and by nobody before', async () => {
      const first = await claim();
      await registry.queue.wake([planned.connectorId]);
      const last = await claim();
      expect(await registry.run(({ operations }) => operations.hold(first))).toBeUndefined();
      expect(await registry.run(({ operations }) => operations.hold(last))).toEqual(planned);
    });

    it('are of steps that this version knows: those of the next one are left to its replicas', async () => {
      const step = {
        name: 'of-the-next-version' as 'complete',
        state: 'RUNNING' as const,
        startedAt: noon,
        finishedAt: null,
        waitingFor: null,
      };
      const unknown = { ...planned, operationId: operationId(nth(0xbeef)), kind: 'halt' as const, haltMode: 'abort' as const, reason: 'x' };
      await registry.run(({ operations }) => operations.insert({ ...unknown, steps: [step] }));
      expect((await claim()).operation.operationId).toBe(planned.operationId);
      expect(await registry.queue.claimDue()).toBeUndefined();
    });

    it('lapse when somebody else saves the operation', async () => {
      const claimed = await claim();
      await registry.run(async ({ operations }) => {
        await operations.getLocked(organization, operation);
        await operations.save({ ...planned, cancelledBy: 'ada', createdAt: noon }, 0);
      });
      expect(await registry.run(({ operations }) => operations.hold(claimed))).toBeUndefined();
    });
  });
}
