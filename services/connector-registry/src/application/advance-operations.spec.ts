import {
  aDeletion,
  aReference,
  given,
  later,
  nth,
  onePage,
  organization,
  someConnector,
  someFlow,
  someOperation,
} from '../../test/given.ts';
import { openUseCases } from '../../test/use-cases.ts';
import { planHalt } from '../domain/halt.ts';
import { operationId } from '../domain/ids.ts';
import { finishStep } from '../domain/operation.ts';
import { OperationNotCancellable } from '../domain/operation-not-cancellable.ts';
import { AdvanceOperations } from './advance-operations.ts';
import { AttachFlow } from './attach-flow.ts';
import { CancelOperation } from './cancel-operation.ts';
import { DetachFlow } from './detach-flow.ts';
import { TokenRevoker } from './ports.ts';
import { ReplaceFlowReferences } from './replace-flow-references.ts';

class Tokens extends TokenRevoker {
  readonly revoked: string[] = [];
  outage: Error | undefined;

  override async revoke(_organizationId: string, connectorId: string): Promise<void> {
    if (this.outage) throw this.outage;
    this.revoked.push(connectorId);
  }
}

/** A connector that is being deleted, halted everywhere, with one flow that refers to it. */
async function open({ isHalted = true } = {}) {
  const begun = { ...aDeletion(), connectorVersion: 3 };
  const parts = openUseCases();
  const tokens = new Tokens();
  await parts.insert(given({ state: 'DELETING', version: 3 }));
  await parts.unitOfWork.run(organization, async ({ references, operations, dependents }) => {
    await references.replaceOfFlow(organization, someFlow, [aReference()]);
    await operations.insert({ ...(isHalted ? finishStep(begun, later) : begun), createdAt: parts.clock.now() });
    await dependents.keep(aDeletion());
  });
  const advance = new AdvanceOperations(parts.registry.queue, parts.unitOfWork, parts.events, tokens, parts.clock);
  const reply = { organizationId: organization, flowId: someFlow, connectorId: someConnector, operationId: someOperation };
  return {
    ...parts,
    tokens,
    advance,
    take: async (steps: number) => {
      for (let step = 0; step < steps; step += 1) await advance.takeDueStep();
    },
    detach: (eventId = nth(0xe1)) => new DetachFlow(parts.unitOfWork, parts.wakeups).execute({ ...reply, eventId }),
    attach: (...versionNumbers: number[]) =>
      new AttachFlow(parts.unitOfWork, parts.wakeups).execute({ ...reply, eventId: nth(0xe2), versionNumbers }),
    cancel: () =>
      new CancelOperation(parts.unitOfWork, parts.clock).execute({
        organizationId: organization,
        operationId: someOperation,
        actor: 'ada',
      }),
    replace: (uses: []) =>
      new ReplaceFlowReferences(parts.unitOfWork, parts.wakeups).execute({ organizationId: organization, flowId: someFlow, uses }),
    operation: async () => (await parts.registry.reader.getOperation(organization, someOperation)).operation,
    references: async () => (await parts.registry.reader.listReferencesOfFlow(organization, someFlow, onePage)).items,
    steps: async () => {
      const { operation } = await parts.registry.reader.getOperation(organization, someOperation);
      return operation.steps.map(({ state, waitingFor }) => (waitingFor ? `${state} ${waitingFor}` : state));
    },
  };
}

describe('AdvanceOperations, of a deletion', () => {
  it('takes nothing away before it is halted everywhere', async () => {
    const { advance, steps, wakeups, detach } = await open({ isHalted: false });
    await detach();
    wakeups.soon(someConnector);
    expect(await advance.takeDueStep()).toBe(false);
    expect(await steps()).toEqual(['RUNNING', 'PENDING', 'PENDING', 'PENDING']);
  });

  it('waits for the executor while a flow refers to the connector, and takes no step meanwhile', async () => {
    const { take, advance, steps, tokens } = await open();
    await take(1);
    expect(await advance.takeDueStep()).toBe(false);
    expect(await steps()).toEqual(['DONE', 'RUNNING flow-executor', 'PENDING', 'PENDING']);
    expect(tokens.revoked).toEqual([]);
  });

  it('goes on as soon as the last flow has let go: tokens first, then the connector is deleted', async () => {
    const { take, advance, detach, steps, tokens, stored, eventTypes } = await open();
    await take(1);
    await detach();
    await take(1);
    expect(await steps()).toEqual(['DONE', 'DONE', 'RUNNING', 'PENDING']);
    await take(1);
    expect([tokens.revoked, await steps(), (await stored()).state]).toEqual([
      [someConnector],
      ['DONE', 'DONE', 'DONE', 'RUNNING'],
      'DELETING',
    ]);
    await take(1);
    expect([await steps(), eventTypes()]).toEqual([['DONE', 'DONE', 'DONE', 'DONE'], ['ConnectorDeleted']]);
    expect(await stored()).toMatchObject({ state: 'DELETED', version: 4 });
    expect(await advance.takeDueStep()).toBe(false);
  });

  it('goes on when the flow is released', async () => {
    const { take, replace, steps } = await open();
    await take(1);
    await replace([]);
    await take(1);
    expect((await steps())[1]).toBe('DONE');
  });

  it('looks again by itself, should the reply have come unseen', async () => {
    const { take, unitOfWork, clock, steps } = await open();
    await take(1);
    await unitOfWork.run(organization, ({ references }) => references.replaceOfFlow(organization, someFlow, []));
    clock.advance(2_000);
    await take(1);
    expect((await steps())[1]).toBe('DONE');
  });

  it('completes nothing under a flow that refers to the connector after all', async () => {
    const { take, detach, unitOfWork, clock, steps, stored } = await open();
    await detach();
    await take(2);
    await unitOfWork.run(organization, ({ references }) => references.replaceOfFlow(organization, someFlow, [aReference()]));
    await take(1);
    expect([(await steps())[3], (await stored()).state]).toEqual(['RUNNING', 'DELETING']);
    await unitOfWork.run(organization, ({ references }) => references.replaceOfFlow(organization, someFlow, []));
    clock.advance(2_000);
    await take(1);
    expect((await stored()).state).toBe('DELETED');
  });

  it('holds visibly while the executor is away for an hour, and is never skipped', async () => {
    const { take, clock, steps, tokens, detach } = await open();
    await take(1);
    for (let minute = 0; minute < 60; minute += 1) {
      clock.advance(60_000);
      await take(1);
      expect(await steps()).toEqual(['DONE', 'RUNNING flow-executor', 'PENDING', 'PENDING']);
    }
    expect(tokens.revoked).toEqual([]);
    await detach();
    await take(3);
    expect(await steps()).toEqual(['DONE', 'DONE', 'DONE', 'DONE']);
  });

  it('waits longer and longer for a broker that is away, and says so', async () => {
    const { take, advance, detach, tokens, clock, steps } = await open();
    await detach();
    await take(1);
    tokens.outage = new Error('away');
    for (const delayMs of [250, 500, 1_000]) {
      await expect(advance.takeDueStep()).rejects.toThrow('away');
      expect(await steps()).toEqual(['DONE', 'DONE', 'RUNNING token-broker', 'PENDING']);
      clock.advance(delayMs - 1);
      expect(await advance.takeDueStep()).toBe(false);
      clock.advance(1);
    }
    tokens.outage = undefined;
    await take(1);
    expect(await steps()).toEqual(['DONE', 'DONE', 'DONE', 'RUNNING']);
  });

  it('takes over the step of a process that died in it, after a while', async () => {
    const { advance, registry, detach, clock, steps } = await open();
    await detach();
    await registry.queue.claimDue();
    expect(await advance.takeDueStep()).toBe(false);
    clock.advance(10_000);
    expect(await advance.takeDueStep()).toBe(true);
    expect(await steps()).toEqual(['DONE', 'DONE', 'RUNNING', 'PENDING']);
  });

  it('lets the step of a process come to nothing that was taken for dead', async () => {
    const { take, detach, tokens, registry, events, clock, steps } = await open();
    await detach();
    await take(1);
    const revoked = Promise.withResolvers<void>();
    const resumed = Promise.withResolvers<void>();
    const slow = new (class extends TokenRevoker {
      override async revoke(): Promise<void> {
        revoked.resolve();
        await resumed.promise;
      }
    })();
    const paused = new AdvanceOperations(registry.queue, registry.unitOfWork, events, slow, clock).takeDueStep();
    await revoked.promise;
    clock.advance(10_000);
    await take(2);
    resumed.resolve();
    await paused;
    expect(await steps()).toEqual(['DONE', 'DONE', 'DONE', 'DONE']);
    expect(registry.events.map(({ type }) => type)).toEqual(['ConnectorDeleted']);
    expect(tokens.revoked).toEqual([someConnector]);
  });
});

describe('CancelOperation, of a deletion', () => {
  it('brings connector and references back at once, and ends when every flow is attached', async () => {
    const { take, advance, detach, attach, cancel, operation, references, stored, eventTypes, tokens } = await open();
    await take(1);
    await detach();
    await cancel();
    expect(await stored()).toMatchObject({ state: 'INACTIVE', version: 4 });
    expect([await references(), eventTypes()]).toEqual([[aReference()], ['ConnectorDeletionCancelled']]);
    await take(1);
    expect(await operation()).toMatchObject({ state: 'CANCELLING', cancelledBy: 'ada' });
    expect((await operation()).steps.at(-1)).toMatchObject({ name: 'attach-flows', state: 'RUNNING', waitingFor: 'flow-executor' });
    await attach(1);
    await take(1);
    expect((await operation()).state).toBe('CANCELLED');
    expect([await references(), tokens.revoked, await advance.takeDueStep()]).toEqual([[aReference()], [], false]);
  });

  it('keeps no reference of a version that the flow has not taken back', async () => {
    const { detach, attach, cancel, references } = await open();
    await detach();
    await cancel();
    await attach();
    expect(await references()).toEqual([]);
  });

  it('lets a detachment that comes late come to nothing', async () => {
    const { detach, cancel, references } = await open();
    await cancel();
    await detach();
    expect(await references()).toEqual([aReference()]);
  });

  it('does not wait for a flow that is gone', async () => {
    const { take, cancel, replace, operation } = await open();
    await cancel();
    await replace([]);
    await take(1);
    expect((await operation()).state).toBe('CANCELLED');
  });

  it('comes before a step in hand, which has no effect then', async () => {
    const { registry, unitOfWork, detach, cancel, operation } = await open();
    await detach();
    const claim = await registry.queue.claimDue();
    await cancel();
    expect(claim && (await unitOfWork.run(organization, ({ operations }) => operations.hold(claim)))).toBeUndefined();
    expect((await operation()).state).toBe('CANCELLING');
  });

  it('asks nothing more of one that is cancelled already', async () => {
    const { cancel, eventTypes } = await open();
    await cancel();
    await cancel();
    expect(eventTypes()).toEqual(['ConnectorDeletionCancelled']);
  });

  it('is refused once tokens are being revoked', async () => {
    const { take, detach, cancel, eventTypes } = await open();
    await detach();
    await take(1);
    await expect(cancel()).rejects.toThrow(OperationNotCancellable);
    expect(eventTypes()).toEqual([]);
  });
});

describe('AdvanceOperations, of a halt', () => {
  it('ends when its event is published, and says until then for whom it waits', async () => {
    const { registry, unitOfWork, events, clock } = openUseCases();
    const advance = new AdvanceOperations(registry.queue, unitOfWork, events, new Tokens(), clock);
    const id = operationId(nth(0xa2));
    const start = { operationId: id, organizationId: organization, connectorId: someConnector, connectorVersion: 2, requestedBy: 'bob' };
    const planned = planHalt({ ...start, haltMode: 'abort', reason: 'x', staleGraceMs: 0 }, later);
    await unitOfWork.run(organization, ({ operations }) => operations.insert({ ...planned, steps: finishStep(planned, later).steps }));
    events.isWell = false;
    await advance.takeDueStep();
    const found = async () => (await registry.reader.getOperation(organization, id)).operation;
    expect(await found()).toMatchObject({
      state: 'RUNNING',
      steps: [{ state: 'DONE' }, { state: 'DONE' }, { state: 'RUNNING', waitingFor: 'event-relay' }],
    });
    events.isWell = true;
    clock.advance(2_000);
    await advance.takeDueStep();
    expect(await found()).toMatchObject({ state: 'SUCCEEDED', steps: [{ state: 'DONE' }, { state: 'DONE' }, { state: 'DONE' }] });
  });
});
