import { aDeletion, later, noon, organization, someConnector, someOperation } from '../../test/given.ts';
import { cancelDeletion, isCancellable } from './deletion.ts';
import { decideHalt, planHalt } from './halt.ts';
import type { HaltReceipt } from './halt-receipt.ts';
import { currentStep, finishStep, type Operation, retryDelayMs, wait } from './operation.ts';
import { OperationNotCancellable } from './operation-not-cancellable.ts';

const statesOf = ({ steps }: Operation) => steps.map(({ name, state }) => `${name} ${state}`);
const after = (finished: number): Operation =>
  Array.from({ length: finished }).reduce<Operation>((one) => finishStep(one, later), aDeletion());

describe('a deletion', () => {
  it('halts first, lets the flows go, then the tokens, and has succeeded when it is complete', () => {
    expect([0, 1, 2, 3, 4].map(after).map(currentStep)).toEqual(['halt', 'detach-flows', 'revoke-tokens', 'complete', undefined]);
    expect(after(3)).toMatchObject({ state: 'RUNNING', finishedAt: null });
    expect(after(4)).toMatchObject({ state: 'SUCCEEDED', finishedAt: later });
  });

  it('keeps when each step began and ended', () => {
    const [halt, flows, tokens] = after(1).steps;
    expect(halt).toMatchObject({ state: 'DONE', startedAt: noon, finishedAt: later });
    expect(flows).toMatchObject({ state: 'RUNNING', startedAt: later, finishedAt: null });
    expect(tokens).toMatchObject({ state: 'PENDING', startedAt: null, finishedAt: null });
  });

  it.each([
    [0, 'holders'],
    [1, 'flow-executor'],
    [2, 'token-broker'],
    [3, null],
  ])('says for whom step %i waits, until that step is done', (step, participant) => {
    const waiting = wait(after(step));
    expect(waiting.steps.map(({ waitingFor }) => waitingFor)[step]).toBe(participant);
    expect(finishStep(waiting, later).steps.every(({ waitingFor }) => waitingFor === null)).toBe(true);
  });

  it('does not change any more once it has ended', () => {
    expect(finishStep(after(4), noon)).toEqual(after(4));
  });

  it.each([
    [0, ['halt SKIPPED', 'detach-flows SKIPPED']],
    [1, ['halt DONE', 'detach-flows SKIPPED']],
  ])('can be cancelled after %i steps: what is not done is skipped, and the flows come back', (finished, begun) => {
    const cancelled = cancelDeletion(wait(after(finished)), { actor: 'ada', at: later });
    expect(statesOf(cancelled)).toEqual([...begun, 'revoke-tokens SKIPPED', 'complete SKIPPED', 'attach-flows RUNNING']);
    expect(cancelled).toMatchObject({ state: 'CANCELLING', cancelledBy: 'ada', finishedAt: null });
    expect(cancelled.steps.every(({ waitingFor }) => waitingFor === null)).toBe(true);
    expect(wait(cancelled).steps.at(-1)?.waitingFor).toBe('flow-executor');
    expect(finishStep(cancelled, later)).toMatchObject({ state: 'CANCELLED', finishedAt: later });
  });

  it.each([2, 3, 4])('cannot be cancelled after %i steps, when tokens may be gone', (finished) => {
    expect(isCancellable(after(finished))).toBe(false);
    expect(() => cancelDeletion(after(finished), { actor: 'ada', at: later })).toThrow(OperationNotCancellable);
  });

  it('is cancelled once', () => {
    const cancelled = cancelDeletion(aDeletion(), { actor: 'ada', at: later });
    expect(() => cancelDeletion(cancelled, { actor: 'ada', at: later })).toThrow(OperationNotCancellable);
  });
});

describe('a halt', () => {
  const start = {
    operationId: someOperation,
    organizationId: organization,
    connectorId: someConnector,
    connectorVersion: 2,
    requestedBy: 'bob',
    staleGraceMs: 0,
  };
  const halt = planHalt({ ...start, haltMode: 'drain', reason: 'leaked' }, noon);

  const proven: HaltReceipt = { state: 'HALTED', holders: [], haltedAfterMs: 12, sentence: 'halted 0/0 in 12 ms' };

  it('is committed when it can be seen, then waits for holders and not for its event, and has succeeded when that is published', () => {
    expect(statesOf(halt)).toEqual(['commit DONE', 'halt RUNNING', 'publish-event PENDING']);
    expect(halt).toMatchObject({ state: 'RUNNING', haltMode: 'drain', reason: 'leaked', receipt: null });
    const halted = decideHalt(halt, proven, 2, later);
    expect(halted).toMatchObject({ state: 'RUNNING', receipt: proven });
    expect(wait(halted as Operation).steps.at(-1)?.waitingFor).toBe('event-relay');
    expect(finishStep(halted as Operation, later)).toMatchObject({ state: 'SUCCEEDED', finishedAt: later });
  });

  it('is superseded by whatever has come after it, also when it was proven a moment before', () => {
    expect(decideHalt(halt, proven, 3, later)?.receipt).toEqual({
      state: 'SUPERSEDED',
      holders: [],
      haltedAfterMs: null,
      sentence: 'superseded by a later change, 0/0 had stopped',
    });
  });

  it('of a deletion goes on only when it is halted', () => {
    expect(currentStep(decideHalt(aDeletion(), proven, 2, later) as Operation)).toBe('detach-flows');
    expect(decideHalt(aDeletion(), proven, 3, later)).toBeUndefined();
  });

  it('cannot be cancelled: to undo it is to activate the connector', () => {
    expect(() => cancelDeletion(halt, { actor: 'ada', at: later })).toThrow(OperationNotCancellable);
  });
});

describe('retryDelayMs', () => {
  it('doubles from a quarter of a second up to half a minute', () => {
    expect([1, 2, 3, 7, 8, 1_000].map(retryDelayMs)).toEqual([250, 500, 1_000, 16_000, 30_000, 30_000]);
  });
});
