import { Call } from '../../../../test/given-call.ts';
import { end, speak } from '../../../../test/given-flow.ts';
import type { EventOutputs } from '../../execution/platform-event.ts';

const variables = [{ name: 'who', value: 'agent-7' }];
type Properties = Record<string, unknown>;

describe('exits of a success', () => {
  const told = (activityName: string, properties: Properties, port: string, outputs: EventOutputs = {}) =>
    Call.of(
      { Act: { activityName, ...properties }, Fine: end, Other: end },
      [`Act -${port}-> Fine`, 'Act -insufficientdata-> Other', 'Act -resend-> Other'],
      { variables },
    )
      .tell({ type: 'done', outputs })
      .path();

  it('is called out or default, as the age of the flow has it', () => {
    expect(told('queue-lookup', { destination: 'q' }, 'out')).toContain('Act out');
  });

  it('of queue-lookup is another one where the time is not known', () => {
    expect(told('queue-lookup', { destination: 'q' }, 'default', { PIQ: 3, EWT: -1 })).toContain('Act insufficientdata');
    expect(told('queue-lookup', { destination: 'q' }, 'default', { PIQ: 3, EWT: 60_000 })).toContain('Act default');
  });

  it('of verify-otp is another one where a new password is wanted', () => {
    expect(told('verify-otp', { pin: 'x', transactionReference: 't' }, 'out', { status: 'resend' })).toContain('Act resend');
  });

  it('of a bridged transfer need not be there: the call is over then', () => {
    const call = Call.of({ Act: { activityName: 'bridged-transfer', transfertodn: '1' } }, []);
    expect(call.tell({ type: 'done' }).effect).toEqual({ kind: 'ended', outcome: { type: 'COMPLETED' } });
  });
});

describe('bre-request', () => {
  it('reads values out of what the rules say', () => {
    const rules = {
      activityName: 'bre-request',
      httpQueryParameters: {},
      outputVariableArray: [{ outputVariable: 'who', jsonPathExp: '$.tier' }],
    };
    const call = Call.of(
      { Rules: rules, Say: speak('{{who}} {{Rules.httpStatusCode}}'), Done: end },
      ['Rules -default-> Say', 'Say -default-> Done'],
      { variables },
    );
    call.commands();
    call.tell({ type: 'done', outputs: { httpStatusCode: 200, httpResponseBody: '{"tier":"gold"}' } });
    expect(call.commands()).toMatchObject([{ prompts: [{ value: 'gold 200' }] }]);
  });
});
