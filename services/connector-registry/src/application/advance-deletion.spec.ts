import { aReference, given, nth, organization, someConnector, someFlow } from '../../test/given.ts';
import { openUseCases } from '../../test/use-cases.ts';
import { planDeletion } from '../domain/deletion.ts';
import { operationId } from '../domain/ids.ts';
import { AdvanceDeletion } from './advance-deletion.ts';
import { DetachFlow } from './detach-flow.ts';
import { TokenRevoker } from './ports.ts';
import { ReplaceFlowReferences } from './replace-flow-references.ts';

const operation = operationId(nth(0xa1));

class Tokens extends TokenRevoker {
  readonly revoked: string[] = [];
  outage: Error | undefined;

  override async revoke(_organizationId: string, connectorId: string): Promise<void> {
    if (this.outage) throw this.outage;
    this.revoked.push(connectorId);
  }
}

/** A connector that is being deleted, with one flow that refers to it. */
async function open() {
  const parts = openUseCases();
  const tokens = new Tokens();
  await parts.insert(given({ state: 'DELETING', version: 3 }));
  await parts.unitOfWork.run(async ({ references, deletions }) => {
    await references.replaceOfFlow(organization, someFlow, [aReference()]);
    await deletions.insert(
      planDeletion(
        { operationId: operation, organizationId: organization, connectorId: someConnector, requestedBy: 'ada' },
        parts.clock.now(),
      ),
    );
  });
  const advance = new AdvanceDeletion(parts.registry.queue, parts.unitOfWork, tokens, parts.clock);
  return {
    ...parts,
    tokens,
    advance,
    detach: () =>
      new DetachFlow(parts.unitOfWork).execute({
        eventId: nth(0xe1),
        organizationId: organization,
        flowId: someFlow,
        connectorId: someConnector,
      }),
    steps: async () => {
      const { deletion } = await parts.registry.reader.getOperation(organization, operation);
      return deletion.steps.map(({ state, waitingFor }) => (waitingFor ? `${state} ${waitingFor}` : state));
    },
  };
}

describe('AdvanceDeletion', () => {
  it('waits for the executor while a flow refers to the connector, and takes no step meanwhile', async () => {
    const { advance, steps, tokens } = await open();
    expect(await advance.takeDueStep()).toBe(true);
    expect(await advance.takeDueStep()).toBe(false);
    expect(await steps()).toEqual(['RUNNING flow-executor', 'PENDING', 'PENDING']);
    expect(tokens.revoked).toEqual([]);
  });

  it('goes on as soon as the last flow has let go: tokens first, then the connector is deleted', async () => {
    const { advance, detach, steps, tokens, stored, eventTypes } = await open();
    await advance.takeDueStep();
    await detach();
    await advance.takeDueStep();
    expect(await steps()).toEqual(['DONE', 'RUNNING', 'PENDING']);
    await advance.takeDueStep();
    expect([tokens.revoked, await steps(), (await stored()).state]).toEqual([[someConnector], ['DONE', 'DONE', 'RUNNING'], 'DELETING']);
    await advance.takeDueStep();
    expect([await steps(), eventTypes()]).toEqual([['DONE', 'DONE', 'DONE'], ['ConnectorDeleted']]);
    expect(await stored()).toMatchObject({ state: 'DELETED', version: 4 });
    expect(await advance.takeDueStep()).toBe(false);
  });

  it('goes on when the flow is released or published without the connector', async () => {
    const { advance, unitOfWork, steps } = await open();
    await advance.takeDueStep();
    await new ReplaceFlowReferences(unitOfWork).execute({ organizationId: organization, flowId: someFlow, uses: [] });
    await advance.takeDueStep();
    expect((await steps())[0]).toBe('DONE');
  });

  it('looks again by itself, should the reply have come unseen', async () => {
    const { advance, unitOfWork, clock, steps } = await open();
    await advance.takeDueStep();
    await unitOfWork.run(({ references }) => references.removeOfFlow(organization, someFlow, someConnector));
    clock.advance(5_000);
    await advance.takeDueStep();
    expect((await steps())[0]).toBe('DONE');
  });

  it('waits longer and longer for a broker that is away, and says so', async () => {
    const { advance, detach, tokens, clock, steps } = await open();
    await detach();
    await advance.takeDueStep();
    tokens.outage = new Error('away');
    for (const delayMs of [250, 500, 1_000]) {
      await expect(advance.takeDueStep()).rejects.toThrow('away');
      expect(await steps()).toEqual(['DONE', 'RUNNING token-broker', 'PENDING']);
      clock.advance(delayMs - 1);
      expect(await advance.takeDueStep()).toBe(false);
      clock.advance(1);
    }
    tokens.outage = undefined;
    await advance.takeDueStep();
    expect(await steps()).toEqual(['DONE', 'DONE', 'RUNNING']);
  });

  it('takes over the step of a process that died in it, after a while', async () => {
    const { advance, registry, detach, clock, steps } = await open();
    await detach();
    await registry.queue.claimDue();
    expect(await advance.takeDueStep()).toBe(false);
    clock.advance(10_000);
    expect(await advance.takeDueStep()).toBe(true);
    expect(await steps()).toEqual(['DONE', 'RUNNING', 'PENDING']);
  });

  it('lets the step of a process come to nothing that was taken for dead', async () => {
    const { advance, detach, tokens, registry, clock, steps } = await open();
    await detach();
    await advance.takeDueStep();
    const revoked = Promise.withResolvers<void>();
    const resumed = Promise.withResolvers<void>();
    const slow = new (class extends TokenRevoker {
      override async revoke(): Promise<void> {
        revoked.resolve();
        await resumed.promise;
      }
    })();
    const paused = new AdvanceDeletion(registry.queue, registry.unitOfWork, slow, clock).takeDueStep();
    await revoked.promise;
    clock.advance(10_000);
    await advance.takeDueStep();
    await advance.takeDueStep();
    resumed.resolve();
    await paused;
    expect(await steps()).toEqual(['DONE', 'DONE', 'DONE']);
    expect(registry.events.map(({ type }) => type)).toEqual(['ConnectorDeleted']);
    expect(tokens.revoked).toEqual([someConnector]);
  });
});
