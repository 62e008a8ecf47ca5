import type { DeletionQueue, RegistryReader, Stores, UnitOfWork } from '../src/application/ports.ts';
import type { Connector } from '../src/domain/connector.ts';
import { ChangedMeanwhile, ConnectorNotFound, NameTaken } from '../src/domain/connector-errors.ts';
import { finishStep, planDeletion, waitFor } from '../src/domain/deletion.ts';
import { connectorId, flowId, operationId } from '../src/domain/ids.ts';
import { OperationNotFound } from '../src/domain/operation-not-found.ts';
import { deactivate, startDeletion, update } from '../src/domain/transitions.ts';
import { aReference, given, later, noon, nth, organization, otherOrganization, someConnector, someFlow } from './given.ts';

export interface OpenRegistry {
  unitOfWork: UnitOfWork;
  reader: RegistryReader;
  queue: DeletionQueue;
  close(): Promise<void>;
}

const operation = operationId(nth(0xa1));
const eventId = nth(0xe1);
const act = { actor: 'bob', at: later };
const every = { size: 100, after: undefined };
const named = (n: number, over: Partial<Connector> = {}) => given({ connectorId: connectorId(nth(n)), name: `CRM ${n}`, ...over });

/** What the use cases count on: the fake and the real stores both keep to it. */
export function describeRegistry(title: string, open: () => Promise<OpenRegistry>): void {
  describe(title, () => {
    let registry: OpenRegistry;

    beforeEach(async () => {
      registry = await open();
    });

    afterEach(() => registry.close());

    const run = <Result>(work: (stores: Stores) => Promise<Result>) => registry.unitOfWork.run(work);
    const insert = (...connectors: Connector[]) =>
      run(async (stores) => {
        for (const connector of connectors) await stores.connectors.insert(connector);
      });
    const stored = (id = someConnector) => registry.reader.getConnector(organization, id);

    describe('connectors', () => {
      it('are read as they were written', async () => {
        await insert(given({ description: 'line\none', haltMode: 'drain', accessLevel: 'READ_WRITE' }));
        expect(await stored()).toEqual(given({ description: 'line\none', haltMode: 'drain', accessLevel: 'READ_WRITE' }));
      });

      it('belong to one organization, and are not there for another', async () => {
        await insert(given());
        await expect(registry.reader.getConnector(otherOrganization, someConnector)).rejects.toThrow(ConnectorNotFound);
        await expect(run(({ connectors }) => connectors.getLocked(otherOrganization, someConnector))).rejects.toThrow(ConnectorNotFound);
        expect(await run(({ connectors }) => connectors.findAllLocked(otherOrganization, [someConnector]))).toEqual(new Map());
      });

      it('are not there before they are made', async () => {
        await expect(stored()).rejects.toThrow(ConnectorNotFound);
      });

      it('leave nothing of a transaction that fails', async () => {
        const failing = run(async ({ connectors, once }) => {
          await once(eventId, async () => undefined);
          await connectors.insert(given());
          throw new Error('no');
        });
        await expect(failing).rejects.toThrow('no');
        await expect(stored()).rejects.toThrow(ConnectorNotFound);
        expect(await run(({ once }) => once(eventId, async () => undefined))).toBe(true);
      });

      it('refuse a name that differs by case only', async () => {
        await insert(given({ name: 'Straße' }));
        await expect(insert(named(2, { name: 'STRAßE' }))).rejects.toThrow(NameTaken);
      });

      it('refuse to be renamed to a name that is taken', async () => {
        const inactive = named(2, { state: 'INACTIVE' });
        await insert(given(), inactive);
        const renamed = update(inactive, { name: 'crm', authorized: false }, act)?.connector ?? inactive;
        await expect(run(({ connectors }) => connectors.save(renamed))).rejects.toThrow(NameTaken);
      });

      it('allow the same name to another organization, and after a deletion', async () => {
        await insert(given({ state: 'DELETED' }), named(2, { name: 'CRM', organizationId: otherOrganization }), named(3, { name: 'CRM' }));
        expect((await stored(connectorId(nth(3)))).name).toBe('CRM');
      });

      it('are saved one version after the stored one', async () => {
        await insert(given({ version: 99 }));
        const { connector } = deactivate(given({ version: 99 }), { mode: 'drain', reason: 'x' }, act);
        await run(({ connectors }) => connectors.save(connector));
        expect(await stored()).toEqual(connector);
      });

      it.each([98, 100, 101])('are not saved when the stored version is %d instead of 99', async (version) => {
        await insert(given({ version }));
        const { connector } = deactivate(given({ version: 99 }), { mode: 'drain', reason: 'x' }, act);
        await expect(run(({ connectors }) => connectors.save(connector))).rejects.toThrow(ChangedMeanwhile);
        expect((await stored()).state).toBe('ACTIVE');
      });

      it('are changed by one of two who change them at once', async () => {
        await insert(given());
        const deactivateOnce = () =>
          run(async ({ connectors }) => {
            const connector = await connectors.getLocked(organization, someConnector);
            await connectors.save(deactivate(connector, { mode: 'abort', reason: 'x' }, act).connector);
          });
        const outcomes = await Promise.allSettled([deactivateOnce(), deactivateOnce(), deactivateOnce()]);
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        expect((await stored()).version).toBe(2);
      });

      it('are counted without those that are deleted and those of others', async () => {
        await insert(
          named(1),
          named(2, { state: 'INACTIVE' }),
          named(3, { state: 'DELETED' }),
          named(4, { organizationId: otherOrganization }),
        );
        expect(await run(({ connectors }) => connectors.countForCreation(organization))).toBe(2);
      });

      it('are made one after the other where they are counted, so that none exceeds a quota', async () => {
        const createWithinQuota = (n: number) =>
          run(async ({ connectors }) => {
            if ((await connectors.countForCreation(organization)) >= 2) throw new Error('quota');
            await connectors.insert(named(n));
          });
        await Promise.allSettled([1, 2, 3, 4, 5].map(createWithinQuota));
        expect((await registry.reader.listConnectors(organization, undefined, every)).items).toHaveLength(2);
      });
    });

    describe('lists', () => {
      beforeEach(() => insert(named(3), named(1), named(2, { state: 'INACTIVE' }), named(4, { state: 'DELETED' })));

      const numbersOf = (connectors: readonly Connector[]) => connectors.map(({ name }) => Number(name.slice(4)));

      it('are in the order of creation, without those that are deleted', async () => {
        const { items, next } = await registry.reader.listConnectors(organization, undefined, every);
        expect(numbersOf(items)).toEqual([1, 2, 3]);
        expect(next).toBeUndefined();
      });

      it.each([
        ['ACTIVE', [1, 3]],
        ['INACTIVE', [2]],
        ['DELETED', [4]],
        ['DELETING', []],
      ] as const)('show those that are %s when asked', async (state, numbers) => {
        expect(numbersOf((await registry.reader.listConnectors(organization, state, every)).items)).toEqual(numbers);
      });

      it('go on after the last of the page before, and end without another page', async () => {
        const first = await registry.reader.listConnectors(organization, undefined, { size: 2, after: undefined });
        const second = await registry.reader.listConnectors(organization, undefined, { size: 1, after: first.next });
        expect([numbersOf(first.items), numbersOf(second.items), second.next]).toEqual([[1, 2], [3], undefined]);
      });

      it('have every organization in a snapshot, page by page', async () => {
        await insert(named(5, { organizationId: otherOrganization }));
        const first = await registry.reader.readSnapshot({ size: 3, after: undefined });
        const second = await registry.reader.readSnapshot({ size: 3, after: first.next });
        expect([numbersOf(first.items), numbersOf(second.items)]).toEqual([[1, 2, 3], [5]]);
      });

      it('name in a snapshot the position of the last change that it shows', async () => {
        const before = await registry.reader.readSnapshot(every);
        await run(async ({ connectors, record }) => {
          const connector = await connectors.getLocked(organization, connectorId(nth(1)));
          const event = deactivate(connector, { mode: 'abort', reason: 'x' }, act);
          await connectors.save(event.connector);
          record(event);
        });
        const after = await registry.reader.readSnapshot(every);
        expect([before.registryEpoch, after.registryEpoch, after.upToSeq - before.upToSeq]).toEqual([1, 1, 1]);
      });
    });

    describe('references', () => {
      beforeEach(() => insert(given(), named(2), named(3)));

      const replace = (...references: Parameters<Stores['references']['replaceOfFlow']>[2]) =>
        run((stores) => stores.references.replaceOfFlow(organization, someFlow, references));
      const second = connectorId(nth(2));

      it('are read as they were written, by connector and by flow', async () => {
        const references = [
          aReference({ labels: [] }),
          aReference({ versionNumber: 10 }),
          aReference({ versionNumber: 9, connectorId: second }),
        ];
        await replace(...references);
        expect(await registry.reader.listReferencesOfConnector(organization, someConnector)).toEqual([references[0], references[1]]);
        expect(await registry.reader.listReferencesOfFlow(organization, someFlow)).toEqual([references[0], references[2], references[1]]);
        expect(await run((stores) => stores.references.listOfConnector(organization, second))).toEqual([references[2]]);
      });

      it('are replaced as a whole, which tells the connectors that are let go of', async () => {
        await replace(aReference(), aReference({ versionNumber: 2 }), aReference({ connectorId: second }));
        expect(await replace(aReference({ connectorId: second }), aReference({ connectorId: connectorId(nth(3)) }))).toEqual([
          someConnector,
        ]);
        expect(await registry.reader.listReferencesOfConnector(organization, someConnector)).toEqual([]);
      });

      it('of other flows stay', async () => {
        const other = aReference({ flowId: flowId(nth(0xf2)) });
        await run((stores) => stores.references.replaceOfFlow(organization, other.flowId, [other]));
        await replace(aReference());
        await replace();
        expect(await registry.reader.listReferencesOfConnector(organization, someConnector)).toEqual([other]);
      });

      it('are those of one of two replacements at once, never of both', async () => {
        await Promise.all([replace(aReference({ flowName: 'one' })), replace(aReference({ flowName: 'other' }))]);
        expect(await run((stores) => stores.references.countOfConnector(organization, someConnector))).toBe(1);
      });

      it('are removed in all versions of the flow, and only for that connector', async () => {
        await replace(aReference(), aReference({ versionNumber: 2 }), aReference({ connectorId: second }));
        await run((stores) => stores.references.removeOfFlow(organization, someFlow, someConnector));
        expect(await registry.reader.listReferencesOfFlow(organization, someFlow)).toEqual([aReference({ connectorId: second })]);
      });

      it('are not removed by another organization', async () => {
        await replace(aReference());
        await run((stores) => stores.references.removeOfFlow(otherOrganization, someFlow, someConnector));
        expect(await run((stores) => stores.references.countOfConnector(organization, someConnector))).toBe(1);
      });

      it('of a connector that is not there are an error', async () => {
        await expect(registry.reader.listReferencesOfConnector(otherOrganization, someConnector)).rejects.toThrow(ConnectorNotFound);
      });

      it('make the impact, together with the connector', async () => {
        await replace(aReference({ hasFallback: false }));
        expect(await registry.reader.getImpact(organization, someConnector)).toMatchObject({
          connector: { connectorId: someConnector, version: 1 },
          references: [aReference({ hasFallback: false })],
          impactedFlows: 1,
          withoutFallback: 1,
        });
      });
    });

    describe('deletions', () => {
      const planned = planDeletion(
        { operationId: operation, organizationId: organization, connectorId: someConnector, requestedBy: 'bob' },
        noon,
      );

      beforeEach(async () => {
        await insert(given({ state: 'INACTIVE' }));
        await run(async ({ connectors, references, deletions }) => {
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

      it('are claimed by one of many', async () => {
        const claims = await Promise.all([1, 2, 3, 4].map(() => registry.queue.claimDue()));
        expect(claims.filter((claimed) => claimed !== undefined)).toEqual([{ deletion: planned, attempt: 1, revision: 1 }]);
      });

      it('are due again when they were saved so, and count the attempts of one step', async () => {
        await claim();
        await run(({ deletions }) => deletions.save(waitFor(planned, 'flow-executor'), 0));
        expect(await claim()).toEqual({ deletion: waitFor(planned, 'flow-executor'), attempt: 2, revision: 2 });
      });

      it('begin to count anew with the next step', async () => {
        await claim();
        await run(({ deletions }) => deletions.save(finishStep(planned, later), 0));
        expect(await claim()).toMatchObject({ deletion: finishStep(planned, later), attempt: 1 });
      });

      it('wait for as long as they were put off, or until a flow lets go', async () => {
        await claim();
        await run(({ deletions }) => deletions.save(waitFor(planned, 'flow-executor'), 60_000));
        expect(await registry.queue.claimDue()).toBeUndefined();
        await run(({ deletions }) => deletions.wake(someConnector));
        expect(await registry.queue.claimDue()).toBeDefined();
      });

      it('are not woken by a flow once they wait for something else', async () => {
        await claim();
        await run(({ deletions }) => deletions.save(waitFor(finishStep(planned, later), 'token-broker'), 60_000));
        await run(({ deletions }) => deletions.wake(someConnector));
        expect(await registry.queue.claimDue()).toBeUndefined();
      });

      it('are not woken by another connector', async () => {
        await claim();
        await run(({ deletions }) => deletions.wake(connectorId(nth(2))));
        expect(await registry.queue.claimDue()).toBeUndefined();
      });

      it('are not due any more once they have succeeded', async () => {
        const done = finishStep(finishStep(finishStep(planned, later), later), later);
        await run(({ deletions }) => deletions.save(done, 0));
        expect(await registry.queue.claimDue()).toBeUndefined();
        expect((await registry.reader.getOperation(organization, operation)).deletion).toEqual(done);
      });

      it('are held by who has claimed them last, and by nobody before', async () => {
        const first = await claim();
        await run(({ deletions }) => deletions.wake(someConnector));
        const last = await claim();
        expect(await run(({ deletions }) => deletions.hold(first))).toBeUndefined();
        expect(await run(({ deletions }) => deletions.hold(last))).toEqual(planned);
      });
    });

    describe('events', () => {
      it('have their effect once', async () => {
        let effects = 0;
        const effect = async () => {
          effects += 1;
        };
        expect(await run(({ once }) => once(eventId, effect))).toBe(true);
        expect(await run(({ once }) => once(eventId, effect))).toBe(false);
        expect(effects).toBe(1);
      });
    });
  });
}
