import { Call } from '../../../test/given-call.ts';
import { assign, end, request, speak } from '../../../test/given-flow.ts';
import { ok } from '../../../test/given-run.ts';
import { restoreRun, saveRun } from './run-state.ts';

const pin = 'p/n 4711"';
const secure = [{ name: 'pin', value: pin, isSecure: true }, { name: 'copy' }, { name: 'answer' }];
const written = [pin, encodeURIComponent(pin), JSON.stringify(pin).slice(1, -1), '4711'];
const link = ['A -default-> Done', 'A -out-> Done', 'A -error-> Done'];

const traceOf = (activity: Record<string, unknown>, ...rest: Parameters<Call['answer']>) => {
  const call = Call.of({ A: activity, Done: end }, link, { variables: secure });
  if (call.effect.kind === 'http-request') call.answer(...rest);
  return call.trace();
};

describe('the trace', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a text that is spoken', speak('Your PIN is {{pin}}')],
    ['a part of it', speak('It begins with {{ pin | slice(0, 6) }}')],
    ['the variable itself', assign('pin', 'p/n 4711 x')],
    ['a copy', assign('copy', '{{pin}}')],
    ['what is made of it', assign('copy', 'x{{ pin | slice(4) }}')],
    ['a screen', { activityName: 'screen-pop', screenPopUrl: 'https://h.example/{{pin}}' }],
    ['a request', request({ httpQueryParameters: { pin: '{{pin}}' } })],
    ['a header', request({ httpRequestHeaders: { 'X-Pin': '{{pin | urlencode}}' } })],
    ['an answer that repeats it', request({ outputVariableArray: [{ outputVariable: 'answer', jsonPathExp: '$.echo' }] })],
  ])('does not show %s', (_what, activity) => {
    const shown = JSON.stringify(traceOf(activity, ok({ echo: `you sent ${pin}` })));
    expect(shown).toContain('***');
    for (const text of written) expect(shown).not.toContain(text);
  });

  it('does not show what comes of a copy', () => {
    const call = Call.of(
      { Copy: assign('copy', '{{ pin | slice(4) }}'), Say: speak('{{copy}}'), Done: end },
      ['Copy -out-> Say', 'Say -default-> Done'],
      { variables: secure },
    );
    expect(JSON.stringify(call.trace())).not.toContain('4711');
  });

  it('shows a copy again once it holds something else', () => {
    const call = Call.of(
      { Copy: assign('copy', '{{pin}}'), Other: assign('copy', 'open'), Say: speak('{{copy}}'), Done: end },
      ['Copy -out-> Other', 'Other -out-> Say', 'Say -default-> Done'],
      { variables: secure },
    );
    expect(call.trace().find(({ activityLabel }) => activityLabel === 'Say')?.command).toMatchObject({ prompts: [{ value: 'open' }] });
  });

  it('does not show a one-time password', () => {
    const otp = { activityName: 'generate-otp', transactionReference: 't' };
    const call = Call.of({ Otp: otp, Set: assign('copy', '{{Otp.OTP}}'), Done: end }, ['Otp -out-> Set', 'Set -out-> Done'], {
      variables: secure,
    });
    call.tell({ type: 'done', outputs: { OTP: '998877' } });
    expect(JSON.stringify(call.trace())).not.toContain('998877');
  });

  it('does not show it after a wait either', () => {
    const wait = { activityName: 'wait-activity', duration: '00:00:05' };
    const call = Call.of({ Wait: wait, Say: speak('{{pin}}'), Done: end }, ['Wait -out-> Say', 'Say -default-> Done'], {
      variables: secure,
    });
    const { graph } = call.run.rootInstance;
    const restored = restoreRun(() => graph, JSON.parse(JSON.stringify(saveRun(call.run))));
    expect(restored.secrets.known).toEqual(call.run.secrets.known);
    expect(restored.rootInstance.secrets).toEqual(call.run.rootInstance.secrets);
  });

  it('tells the platform what it has to say', () => {
    const call = Call.of({ A: speak('{{pin}}'), Done: end }, link, { variables: secure });
    expect(call.commands()).toMatchObject([{ prompts: [{ value: pin }] }]);
  });

  it('tells what was asked and answered where nothing is secret', () => {
    const step = traceOf(request({ httpRequestPath: '/v1/things?a=1' }), ok({}, 404))[1];
    expect(step).toMatchObject({
      activityLabel: 'A',
      kind: 'http-request-v2',
      port: 'default',
      request: { method: 'GET', target: '/v1/things?a=1', statusCode: 404, durationMs: 0 },
    });
  });

  it('is in brief', () => {
    const list = { name: 'list', type: 'JSON', value: JSON.stringify(Array.from({ length: 500 }, (_, index) => index)) };
    const call = Call.of(
      { A: speak('x'.repeat(5_000)), Set: assign('list', '{{list}}'), Done: end },
      ['A -default-> Set', 'Set -out-> Done'],
      { variables: [list] },
    );
    expect(JSON.stringify(call.trace()).length).toBeLessThan(3_000);
    expect(call.commands()).toMatchObject([{ prompts: [{ value: 'x'.repeat(5_000) }] }]);
  });
});
