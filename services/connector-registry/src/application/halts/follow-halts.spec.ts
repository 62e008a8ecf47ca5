import type { HolderKind } from '@patchbay/halt-protocol';
import { given, organization, otherOrganization, someConnector } from '../../../test/given.ts';
import { aHolding, NotedHalts, policy } from '../../../test/in-memory-halts.ts';
import { openUseCases } from '../../../test/use-cases.ts';
import { currentStep } from '../../domain/operation.ts';
import { ActivateConnector } from '../activate-connector.ts';
import { ChangeConnector } from '../change-connector.ts';
import { DeactivateConnector } from '../deactivate-connector.ts';
import type { Holding } from '../holders/ports.ts';
import { FollowHalts } from './follow-halts.ts';

const boundMs = policy.terms.leaseMs + policy.terms.guardMs;

describe('FollowHalts', () => {
  function open() {
    const parts = openUseCases();
    const { unitOfWork, identifiers, clock, registry, ledger } = parts;
    const command = { organizationId: organization, connectorId: someConnector, expectedVersion: undefined, actor: 'bob' };
    const deactivateConnector = new DeactivateConnector(unitOfWork, identifiers, clock);
    const activateConnector = new ActivateConnector(new ChangeConnector(unitOfWork, clock));
    const hold = (instanceId: string, over: Partial<Holding> = {}) => {
      const others = ledger.leases.filter((lease) => lease.instanceId !== instanceId);
      ledger.leases = [...others, aHolding(clock.now().getTime(), { instanceId, ...over })];
    };
    return {
      ...parts,
      hold,
      deactivate: async () => (await deactivateConnector.execute({ ...command, mode: 'abort', reason: 'leaked' })).operationId,
      activate: () => activateConnector.execute(command),
      operation: async (operationId: Awaited<ReturnType<typeof deactivateConnector.execute>>['operationId']) =>
        (await registry.reader.getOperation(organization, operationId)).operation,
      another: () => new FollowHalts(ledger, unitOfWork, policy, parts.halts, clock),
    };
  }

  async function openDeactivated(...holders: readonly [string, Partial<Holding>?][]) {
    const parts = open();
    await parts.insert(given());
    for (const [instanceId, over] of holders) parts.hold(instanceId, over);
    const operationId = await parts.deactivate();
    return { ...parts, operationId, receipt: async () => (await parts.operation(operationId)).receipt };
  }

  it('has nothing to wait for where nobody holds a lease, and says so', async () => {
    const { follow, receipt } = await openDeactivated();
    await follow.look();
    expect(await receipt()).toEqual({
      state: 'HALTED',
      holders: [],
      haltedAfterMs: 0,
      boundMs,
      sentence: 'halted 0/0 in 0 ms: no process holds a lease that covers the connector',
    });
  });

  it('is halted when the last of those who held a lease has acknowledged', async () => {
    const { follow, hold, clock, receipt, halts, operationId, operation } = await openDeactivated(['h1'], ['h2'], ['h3']);
    await follow.look();
    clock.advance(5);
    hold('h1', { appliedSeq: 2 });
    hold('h2', { appliedSeq: 2 });
    await follow.look();
    expect([await receipt(), follow.find(operationId)?.receipt.holders.map(({ outcome }) => outcome)]).toEqual([
      null,
      ['acked', 'acked', 'pending'],
    ]);
    clock.advance(7);
    hold('h3', { appliedSeq: 9 });
    await follow.look();
    expect(await receipt()).toMatchObject({
      state: 'HALTED',
      sentence: 'halted 3/3 in 12 ms',
      holders: [{ ackedAfterMs: 5 }, {}, { ackedAfterMs: 12 }],
    });
    expect(currentStep(await operation(operationId))).toBe('publish-event');
    expect([halts.receipts.length, follow.find(operationId)]).toEqual([1, undefined]);
  });

  it('waits for those only who may act on the connector, and not for who joins later', async () => {
    const { follow, hold, receipt } = await openDeactivated(
      ['own', { organizationId: organization }],
      ['elsewhere', { organizationId: otherOrganization }],
      ['left', { left: true }],
    );
    await follow.look();
    hold('late');
    hold('own', { organizationId: organization, appliedSeq: 2 });
    await follow.look();
    expect((await receipt())?.sentence).toBe('halted 1/1 in 0 ms');
  });

  it('is halted by the end of the leases of those who do not answer, and not a moment before', async () => {
    const { follow, clock, receipt, operationId } = await openDeactivated(
      ['h1', { appliedSeq: 2 }],
      ['h2', { kind: 'external' as HolderKind }],
    );
    expect(await follow.look()).toBe(boundMs);
    expect(follow.find(operationId)?.guaranteedBy).toEqual(new Date(clock.now().getTime() + boundMs));
    clock.advance(boundMs - 1);
    expect(await follow.look()).toBe(1);
    expect(await receipt()).toBeNull();
    clock.advance(1);
    expect(await follow.look()).toBe(Number.POSITIVE_INFINITY);
    expect(await receipt()).toMatchObject({
      state: 'HALTED',
      holders: [{ outcome: 'acked' }, { outcome: 'leaseExpired', ackedAfterMs: null }],
      sentence: `halted 2/2 in ${boundMs} ms (1 by the end of the lease)`,
    });
  });

  it('waits as much longer as a holder may serve the connector by the grace of this or an earlier version', async () => {
    const { follow, insert, hold, deactivate, clock, operation, stored } = open();
    await insert(given({ staleGraceMs: 1_000, graceInForceMs: 20_000 }));
    hold('h1');
    const operationId = await deactivate();
    expect(await follow.look()).toBe(boundMs + 20_000);
    clock.advance(boundMs + 20_000);
    await follow.look();
    expect((await operation(operationId)).receipt?.state).toBe('HALTED');
    expect((await stored()).graceInForceMs).toBe(1_000);
  });

  it('is superseded by a reactivation, and the new one is open at once', async () => {
    const { follow, activate, receipt, stored } = await openDeactivated(['h1']);
    await follow.look();
    await activate();
    await follow.look();
    expect([await receipt(), (await stored()).state]).toEqual([
      expect.objectContaining({ state: 'SUPERSEDED', haltedAfterMs: null, sentence: 'superseded by a later change, 0/1 had stopped' }),
      'ACTIVE',
    ]);
  });

  it('is taken over by another process, which waits anew and reports how long it took in all', async () => {
    const { follow, another, clock, receipt } = await openDeactivated(['h1']);
    await follow.look();
    clock.advance(3_000);
    const successor = another();
    await successor.look();
    clock.advance(boundMs - 1);
    await successor.look();
    expect(await receipt()).toBeNull();
    clock.advance(1);
    await successor.look();
    expect(await receipt()).toMatchObject({ state: 'HALTED', haltedAfterMs: 3_000 + boundMs });
  });

  it('is written down once, by whichever process has the proof first', async () => {
    const { follow, another, receipt, halts } = await openDeactivated();
    await Promise.all([follow.look(), another().look()]);
    expect([(await receipt())?.state, halts.receipts]).toEqual(['HALTED', [expect.objectContaining({ state: 'HALTED' })]]);
  });

  it('is not reported early in an epoch that may have lost leases, until one of the processes has waited that out', async () => {
    const { ledger, follow, clock, receipt, another, hold, deactivate, activate, operation } = await openDeactivated();
    ledger.epoch = 2;
    await follow.look();
    expect(await receipt()).toBeNull();
    clock.advance(boundMs);
    await follow.look();
    expect((await receipt())?.state).toBe('HALTED');
    await activate();
    hold('h1', { epoch: 2, appliedSeq: 99 });
    const next = await deactivate();
    await another().look();
    expect((await operation(next)).receipt).toBeNull();
    clock.advance(300_000);
    await follow.look();
    expect([ledger.settledEpoch, (await operation(next)).receipt?.state]).toEqual([2, 'HALTED']);
  });

  it('goes on with the others when one proof cannot be written down', async () => {
    const { ledger, unitOfWork, clock, operationId, receipt } = await openDeactivated();
    const failing = { run: () => Promise.reject(new Error('away')) } as unknown as typeof unitOfWork;
    const broken = new FollowHalts(ledger, failing, policy, new NotedHalts(), clock);
    await expect(broken.look()).rejects.toThrow('away');
    expect(broken.find(operationId)).toBeUndefined();
    expect(await receipt()).toBeNull();
  });
});
