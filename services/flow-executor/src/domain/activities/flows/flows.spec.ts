import { Call } from '../../../../test/given-call.ts';
import { assign, end, errorHandler, givenExport, givenFlowOf, type ShortFlow, speak } from '../../../../test/given-flow.ts';
import { givenGraph } from '../../../../test/given-run.ts';
import type { FlowAnswer } from '../../execution/advance.ts';

function flowNamed(flowId: string, raw: unknown): FlowAnswer {
  return { kind: 'flow', flowId, versionNumber: 3, graph: givenGraph(raw) };
}

const refusal: FlowAnswer = { kind: 'refusal', code: 'flow.not-found', message: 'there is none' };

function subflow(activities: ShortFlow['activities'], links: readonly string[], variables: ShortFlow['variables'] = []) {
  const [first] = Object.keys(activities);
  const start = { activityName: 'NewSubFlowStart' };
  return givenExport({ variables, activities: { StartSubflow: start, ...activities }, links: [`StartSubflow -out-> ${first}`, ...links] });
}

const endSubflow = { activityName: 'end-subflow' };

describe('subflow-handoff', () => {
  const handoff = {
    activityName: 'subflow-handoff',
    subflowId: '67488e9287d68c6b450f1baa',
    subflowName: 'Resolver',
    subflowVersion: { subflowId: '67488e9287d68c6b450f1baa', subflowTagId: 'Test' },
    subflowInputVariables: [{ src: 'caller', target: 'who', type: 'STRING' }],
    subflowOutputVariables: [{ src: 'answer', target: 'result', type: 'STRING' }],
  };
  const variables = [{ name: 'caller', value: 'Ada' }, { name: 'answer' }];
  const activities = { Sub: handoff, Say: speak('{{answer}}'), Oops: speak('oops'), Done: end, Failed: end };
  const links = ['Sub -default-> Say', 'Say -default-> Done', 'Sub -error-> Oops', 'Oops -default-> Failed'];
  const given = (over: Partial<ShortFlow> = {}) => Call.of(activities, links, { variables, ...over });
  const greeter = subflow(
    { Set: assign('result', 'Hi {{who}} {{NewPhoneContact.ANI}}'), EndSubflow: endSubflow },
    ['Set -out-> EndSubflow'],
    [{ name: 'who' }, { name: 'result' }],
  );

  it('asks for the flow that it names', () => {
    expect(given().effect).toEqual({ kind: 'load-flow', flowId: '67488e9287d68c6b450f1baa', name: 'Resolver', label: 'Test' });
  });

  it('gives it variables, lets it read the contact, and takes what it says', () => {
    const call = given().answer(flowNamed('f-2', greeter));
    expect(call.commands()).toMatchObject([{ prompts: [{ value: 'Hi Ada +14165550123' }] }]);
    expect(call.trace().map(({ activityLabel, port, changed }) => [activityLabel, port, changed.map(({ variable }) => variable)])).toEqual([
      ['NewPhoneContact', 'out', []],
      ['Sub', null, ['who']],
      ['StartSubflow', 'out', []],
      ['Set', 'out', ['result']],
      ['EndSubflow', null, []],
      ['Sub', 'default', ['answer']],
      ['Say', 'default', []],
      ['Done', null, []],
    ]);
  });

  it('leaves by its error exit when the flow cannot be run', () => {
    expect(given().answer(refusal).path()).toContain('Sub error');
  });

  it('leaves by its error exit when the subflow fails', () => {
    const failing = subflow(
      { Set: assign('n', 'many'), EndSubflow: endSubflow },
      ['Set -out-> EndSubflow'],
      [{ name: 'n', type: 'INTEGER', value: '0' }],
    );
    const call = given().answer(flowNamed('f-2', failing));
    expect(call.path()).toEqual([
      'NewPhoneContact out',
      'Sub null',
      'StartSubflow out',
      'Set null',
      'Sub error',
      'Oops default',
      'Failed null',
    ]);
  });

  it('waits within a subflow', () => {
    const menu = { activityName: 'ivr-menu', toggle: true, promptsTts: [{ value: '1?' }], menuLinks: ['1'] };
    const call = given().answer(flowNamed('f-2', subflow({ Menu: menu, EndSubflow: endSubflow }, ['Menu -1-> EndSubflow'])));
    expect(call.effect).toMatchObject({ kind: 'waiting', wait: { activityLabel: 'Menu' } });
    expect(call.tell({ type: 'digits', digits: '1' }).path()).toContain('Sub default');
  });

  it('does not call itself for ever', () => {
    const itself = subflow({ Sub: { ...handoff, subflowOutputVariables: [], subflowInputVariables: [] }, EndSubflow: endSubflow }, [
      'Sub -default-> EndSubflow',
    ]);
    const call = given();
    let depth = 0;
    for (; call.effect.kind === 'load-flow' && depth < 20; depth += 1) call.answer(flowNamed('f-2', itself));
    expect(depth).toBe(6);
    expect(call.trace().flatMap(({ failure }) => failure?.code ?? [])).toContain('flow.subflow-depth');
  });
});

describe('hand-off', () => {
  const goTo = (settings: Record<string, unknown>) => ({ activityName: 'hand-off', handOffFlow: settings });
  const toFlow = goTo({
    handOffTo: '67642601a2eb082b609596d3',
    handOffToName: 'Bot',
    isEntryPoint: false,
    flowTagName: 'Live',
    mappedVariableArray: '[{"src":"caller","target":"who","type":"STRING"}]',
  });
  const variables = [
    { name: 'caller', value: 'Ada' },
    { name: 'shared', value: 'same' },
    { name: 'pin', value: 's3cret', isSecure: true },
  ];

  it('goes over to another flow, with what both have and what is mapped', () => {
    const call = Call.of({ Go: toFlow }, [], { variables });
    expect(call.effect).toEqual({ kind: 'load-flow', flowId: '67642601a2eb082b609596d3', name: 'Bot', label: 'Live' });
    const bot = givenFlowOf(
      { Say: speak('{{who}} {{shared}} {{pin}}'), Done: end },
      { links: ['Say -default-> Done'], variables: [{ name: 'who' }, { name: 'shared' }, { name: 'pin' }] },
    );
    call.answer(flowNamed('f-9', bot));
    expect(call.commands()).toMatchObject([{ prompts: [{ value: 'Ada same ' }] }]);
    expect(call.effect.kind).toBe('ended');
  });

  it('takes the event flows of the flow that it goes over to', () => {
    const call = Call.of({ Go: toFlow }, [], { variables, events: errorHandler });
    call.answer(
      flowNamed(
        'f-9',
        givenFlowOf({ Set: assign('n', 'x'), Done: end }, { links: ['Set -out-> Done'], variables: [{ name: 'n', type: 'INTEGER' }] }),
      ),
    );
    expect(call.effect).toMatchObject({ kind: 'ended', outcome: { type: 'FAILED', activityLabel: 'Set' } });
  });

  it('may take its destination from a variable', () => {
    const call = Call.of({ Go: goTo({ handOffTo: '{{caller}}', isDynamic: true }) }, [], { variables });
    expect(call.effect).toEqual({ kind: 'load-flow', flowId: 'Ada', name: 'Ada', label: 'Latest' });
  });

  it('leaves to the platform what begins at an entry point', () => {
    const events = {
      activities: { OnEnd: { event: 'PhoneContactEnded' }, Say: speak('bye'), EndEvent: end },
      links: ['OnEnd -out-> Say', 'Say -default-> EndEvent'],
    };
    const call = Call.of({ Go: goTo({ handOffTo: 'ep-1', isEntryPoint: true }) }, [], { events });
    expect(call.commands()).toEqual([{ type: 'go-to-entry-point', activityLabel: 'Go', entryPointId: 'ep-1' }]);
    expect(call.effect).toEqual({ kind: 'ended', outcome: { type: 'COMPLETED' } });
  });

  it.each([
    ['a flow that is not there', toFlow, refusal],
    ['no flow at all', goTo({ handOffTo: '{{nothing}}' }), undefined],
    ['no entry point at all', goTo({ handOffTo: '{{nothing}}', isEntryPoint: true }), undefined],
  ])('leaves by its error exit for %s', (_what, activity, answer) => {
    const call = Call.of({ Go: activity, Oops: end }, ['Go -error-> Oops'], { variables: [...variables, { name: 'nothing' }] });
    if (answer) call.answer(answer);
    expect(call.path()).toContain('Go error');
  });
});

describe('fn-activity', () => {
  it('fails by its error exit: the source is not in the export', () => {
    const call = Call.of({ Fn: { activityName: 'fn-activity', fnName: 'f' }, Oops: end, Done: end }, [
      'Fn -default-> Done',
      'Fn -error-> Oops',
    ]);
    expect(call.trace()).toContainEqual(
      expect.objectContaining({
        activityLabel: 'Fn',
        port: 'error',
        failure: expect.objectContaining({ code: 'flow.function-unavailable' }),
      }),
    );
  });
});
