import { planHalt } from '../../src/domain/halt.ts';
import { connectorId, operationId } from '../../src/domain/ids.ts';
import { finishStep, type Operation, wait } from '../../src/domain/operation.ts';
import { OperationNotFound } from '../../src/domain/operation-not-found.ts';
import { aDeletion, aReference, given, later, noon, nth, organization, otherOrganization, someConnector, someFlow } from '../given.ts';
import { operation, type RegistryUnderTest } from './registry-under-test.ts';

const halt = (n: number, over: { connectorId?: string } = {}) =>
  planHalt(
    {
      operationId: operationId(nth(n)),
      organizationId: organization,
      connectorId: connectorId(over.connectorId ?? someConnector),
      connectorVersion: 2,
      requestedBy: 'bob',
      haltMode: 'drain',
      reason: 'leaked',
      staleGraceMs: 0,
    },
    noon,
  );

const receipt = { state: 'HALTED' as const, holders: [], haltedAfterMs: 12, sentence: 'halted 0/0 in 12 ms' };

export function describeOperations(registry: RegistryUnderTest): void {
  describe('operations', () => {
    const planned = aDeletion();

    beforeEach(async () => {
      await registry.insert(given({ state: 'DELETING', version: 2 }));
      await registry.run(async ({ references, operations }) => {
        await references.replaceOfFlow(organization, someFlow, [aReference()]);
        await operations.insert(planned);
      });
    });

    const save = (changed: Operation, dueInMs: number) => registry.run(({ operations }) => operations.save(changed, dueInMs));

    it('are read as they were written, with the references that remain', async () => {
      const view = { operation: planned, remainingReferences: 1, outstandingFlows: 1, stops: [] };
      expect(await registry.reader.getOperation(organization, operation)).toEqual(view);
      expect(await registry.run(({ operations }) => operations.get(organization, operation))).toEqual(planned);
    });

    it('of a halt are read as they were written, and nothing is counted', async () => {
      await registry.run(({ operations }) => operations.insert(halt(1)));
      const view = { operation: halt(1), remainingReferences: 0, outstandingFlows: 0, stops: [] };
      expect(await registry.reader.getOperation(organization, operationId(nth(1)))).toEqual(view);
    });

    it('are not there for another organization', async () => {
      await expect(registry.reader.getOperation(otherOrganization, operation)).rejects.toThrow(OperationNotFound);
      await expect(registry.run(({ operations }) => operations.get(otherOrganization, operation))).rejects.toThrow(OperationNotFound);
      expect((await registry.reader.listOperations(otherOrganization, {}, { size: 10, after: undefined })).items).toEqual([]);
    });

    it.each(['publish-event', 'detach-flows', 'attach-flows'] as const)(
      'wait in %s for as long as they were put off, or until they are woken',
      async (name) => {
        const waiting = wait({ ...planned, receipt, steps: planned.steps.map((step, index) => (index === 0 ? { ...step, name } : step)) });
        await registry.queue.claimDue();
        await save(waiting, 60_000);
        await registry.queue.wake([connectorId(nth(2))]);
        expect(await registry.queue.claimDue()).toBeUndefined();
        await registry.queue.wake([someConnector]);
        expect(await registry.queue.claimDue()).toBeDefined();
      },
    );

    it("are nobody's to take while they wait for holders", async () => {
      await registry.queue.wake([someConnector]);
      expect(await registry.queue.claimDue()).toBeUndefined();
    });

    it('keep what was proven of their halt', async () => {
      await save(finishStep({ ...planned, receipt }, later), 0);
      expect((await registry.reader.getOperation(organization, operation)).operation.receipt).toEqual(receipt);
    });

    it('are not woken by a flow while they wait for a participant that has failed', async () => {
      await registry.queue.claimDue();
      await save(wait(finishStep(finishStep({ ...planned, receipt }, later), later)), 60_000);
      await registry.queue.wake([someConnector]);
      expect(await registry.queue.claimDue()).toBeUndefined();
    });

    it('are kept, and not due any more, once they have ended', async () => {
      const done = [1, 2, 3, 4].reduce<Operation>((one) => finishStep(one, later), { ...planned, receipt });
      await save(done, 0);
      expect(await registry.queue.claimDue()).toBeUndefined();
      expect(await registry.reader.getOperation(organization, operation)).toMatchObject({ operation: done, outstandingFlows: 0 });
    });
  });
}

export function describeOperationLists(registry: RegistryUnderTest): void {
  describe('a list of operations', () => {
    beforeEach(async () => {
      await registry.insert(given({ state: 'DELETING', version: 2 }), given({ connectorId: connectorId(nth(2)), name: 'other' }));
      await registry.run(async ({ operations }) => {
        for (const each of [aDeletion(), halt(1), halt(2, { connectorId: nth(2) })]) await operations.insert(each);
      });
    });

    const list = async (filter: Parameters<typeof registry.reader.listOperations>[1], size = 10, after?: string) => {
      const page = await registry.reader.listOperations(organization, filter, {
        size,
        after: after === undefined ? undefined : operationId(after),
      });
      return [page.items.map((item) => item.operation.operationId), page.next];
    };

    it('comes newest first, page by page', async () => {
      expect(await list({}, 2)).toEqual([[operation, nth(2)], nth(2)]);
      expect(await list({}, 2, nth(2))).toEqual([[nth(1)], undefined]);
    });

    it.each([
      ['the connector', { connectorId: connectorId(nth(2)) }, [nth(2)]],
      ['the kind', { kind: 'halt' as const }, [nth(2), nth(1)]],
      ['the state', { state: 'CANCELLED' as const }, []],
      ['all of them', { kind: 'halt' as const, state: 'RUNNING' as const, connectorId: someConnector }, [nth(1)]],
    ])('is chosen by %s', async (_, filter, ids) => {
      expect(await list(filter)).toEqual([ids, undefined]);
    });
  });
}
