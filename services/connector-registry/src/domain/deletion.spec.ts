import { later, noon, organization, someConnector } from '../../test/given.ts';
import { currentStep, finishStep, planDeletion, retryDelayMs, waitFor } from './deletion.ts';
import { operationId } from './ids.ts';

const operation = operationId('0192f0c1-0000-7000-8000-0000000000a1');
const planned = () =>
  planDeletion({ operationId: operation, organizationId: organization, connectorId: someConnector, requestedBy: 'bob' }, noon);

describe('a deletion', () => {
  it('begins with the flows', () => {
    expect(planned()).toMatchObject({ state: 'RUNNING', createdAt: noon, finishedAt: null });
    expect(planned().steps.map(({ name, state }) => [name, state])).toEqual([
      ['detach-flows', 'RUNNING'],
      ['revoke-tokens', 'PENDING'],
      ['complete', 'PENDING'],
    ]);
  });

  it('goes on with the tokens, then completes, and has succeeded', () => {
    const flowsDone = finishStep(planned(), later);
    const tokensDone = finishStep(flowsDone, later);
    const done = finishStep(tokensDone, later);
    expect([planned(), flowsDone, tokensDone, done].map(currentStep)).toEqual(['detach-flows', 'revoke-tokens', 'complete', undefined]);
    expect(done).toMatchObject({ state: 'SUCCEEDED', finishedAt: later });
  });

  it('keeps when each step began and ended', () => {
    const [flows, tokens, complete] = finishStep(planned(), later).steps;
    expect(flows).toMatchObject({ state: 'DONE', startedAt: noon, finishedAt: later });
    expect(tokens).toMatchObject({ state: 'RUNNING', startedAt: later, finishedAt: null });
    expect(complete).toMatchObject({ state: 'PENDING', startedAt: null, finishedAt: null });
  });

  it('says for whom its step waits, until that step is done', () => {
    const waiting = waitFor(planned(), 'flow-executor');
    expect(waiting.steps.map(({ waitingFor }) => waitingFor)).toEqual(['flow-executor', null, null]);
    expect(finishStep(waiting, later).steps.map(({ waitingFor }) => waitingFor)).toEqual([null, null, null]);
  });

  it('does not change any more once it has succeeded', () => {
    const done = finishStep(finishStep(finishStep(planned(), noon), noon), noon);
    expect(finishStep(done, noon)).toEqual(done);
  });
});

describe('retryDelayMs', () => {
  it('doubles from a quarter of a second up to half a minute', () => {
    expect([1, 2, 3, 7, 8, 1_000].map(retryDelayMs)).toEqual([250, 500, 1_000, 16_000, 30_000, 30_000]);
  });
});
