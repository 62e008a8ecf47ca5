import { Call } from '../../../../test/given-call.ts';
import { end } from '../../../../test/given-flow.ts';

const variables = [{ name: 'who', value: 'agent-7' }];

describe('blind-transfer', () => {
  it('is the end where it succeeds, and goes on where it fails', () => {
    const blind = () =>
      Call.of(
        { Go: { activityName: 'blind-transfer', transfertodn: '{{who}}', 'transfertodn:radioName': 'setToVariable' }, Oops: end },
        ['Go -failure-> Oops'],
        { variables },
      );
    expect(blind().commands()).toEqual([
      { type: 'transfer', activityLabel: 'Go', mode: 'blind', number: 'agent-7', headers: {}, timeoutSeconds: null, digits: '' },
    ]);
    expect(blind().tell({ type: 'done' }).effect).toEqual({ kind: 'ended', outcome: { type: 'COMPLETED' } });
    expect(blind().tell({ type: 'failed', code: '48' }).path()).toContain('Go failure');
  });
});

describe('wait-activity', () => {
  it.each([
    ['00:00:07', 7],
    ['01:00:00', 3_600],
  ])('waits %s', (duration, timeoutSeconds) => {
    const call = Call.of({ Wait: { activityName: 'wait-activity', duration }, Done: end }, ['Wait -out-> Done']);
    expect(call.effect).toMatchObject({ wait: { expects: ['timeout', 'hang-up'], timeoutSeconds } });
    expect(call.tell({ type: 'timeout' }).effect.kind).toBe('ended');
  });
});
