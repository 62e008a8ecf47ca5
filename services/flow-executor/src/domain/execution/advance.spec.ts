import { assign, end, errorHandler, givenFlowOf, request, speak } from '../../../test/given-flow.ts';
import { contact, failuresOf, givenGraph, noon, ok, play, playActivities } from '../../../test/given-run.ts';
import { advance } from './advance.ts';
import { startRun } from './run.ts';

const cond = (expression: string) => ({ activityName: 'condition-activity', expression });

const calling = (say: string) =>
  givenGraph(givenFlowOf({ Call: request(), Say: speak(say), Done: end }, { links: ['Call -default-> Say', 'Say -default-> Done'] }));

describe('failures', () => {
  const failing = { Set: assign('count', 'many') };
  const variables = [{ name: 'count', type: 'INTEGER', value: '0' }];

  it('end the execution where nothing handles them', () => {
    const { outcome } = playActivities(failing, ['Set -out-> Done'], variables);
    expect(outcome).toEqual({
      type: 'FAILED',
      code: 'flow.conversion-failed',
      message: expect.stringContaining('count'),
      activityLabel: 'Set',
    });
  });

  it('run the event flow for errors, and end as that ends', () => {
    const graph = givenGraph(givenFlowOf({ ...failing, Done: end }, { links: ['Set -out-> Done'], variables, events: errorHandler }));
    expect(play(graph)).toMatchObject({
      commands: ['play Sorry'],
      outcome: { type: 'COMPLETED' },
    });
  });

  it('of that event flow end the execution', () => {
    const events = {
      activities: { OnError: { event: 'OnGlobalError' }, Again: assign('count', 'many'), EndAfterError: end },
      links: ['OnError -out-> Again', 'Again -out-> EndAfterError'],
    };
    const graph = givenGraph(givenFlowOf({ ...failing, Done: end }, { links: ['Set -out-> Done'], variables, events }));
    const { outcome, run } = play(graph);
    expect(outcome).toMatchObject({ type: 'FAILED', activityLabel: 'Again' });
    expect(failuresOf(run)).toEqual(['Set flow.conversion-failed', 'Again flow.conversion-failed']);
  });

  it('are not handled by an event flow that leads nowhere', () => {
    const events = { activities: { OnError: { event: 'OnGlobalError' } }, links: [] };
    const graph = givenGraph(givenFlowOf({ ...failing, Done: end }, { links: ['Set -out-> Done'], variables, events }));
    expect(play(graph).outcome).toMatchObject({ type: 'FAILED', activityLabel: 'Set' });
  });

  it('never show the value of a secure variable', () => {
    const secure = [
      { name: 'pin', value: '4711-secret', isSecure: true },
      { name: 'count', type: 'INTEGER', value: '0' },
    ];
    const shown = JSON.stringify(playActivities({ Set: assign('count', '{{pin}}') }, ['Set -out-> Done'], secure).outcome);
    expect(shown).toContain('FAILED');
    expect(shown).not.toContain('4711');
  });
});

describe('loops', () => {
  it('run as long as they make progress', () => {
    const { commands } = playActivities(
      { Add: assign('n', '{{ n + 1 }}'), More: cond('{{ n < 300 }}'), Say: speak('{{n}}') },
      ['Add -out-> More', 'More -true-> Add', 'More -false-> Say', 'Say -default-> Done'],
      [{ name: 'n', type: 'INTEGER', value: '0' }],
    );
    expect(commands).toEqual(['play 300']);
  });

  it('stop after a thousand activities', () => {
    const { outcome } = playActivities(
      { Add: assign('n', '{{ n + 1 }}') },
      ['Add -out-> Add'],
      [{ name: 'n', type: 'INTEGER', value: '0' }],
    );
    expect(outcome).toMatchObject({ type: 'FAILED', code: 'flow.step-limit', activityLabel: 'Add' });
  });
});

describe('halt', () => {
  const halt = { code: 'CONNECTOR_INACTIVE', connectorId: 'c-1' } as const;

  it('is asked before the first activity', () => {
    expect(play(calling('fine'), [], () => halt)).toMatchObject({
      requests: [],
      commands: [],
      outcome: { type: 'HALTED', ...halt, fallbackDestination: 'Emergency' },
    });
  });

  it('is asked before each further one, so that a response that arrives too late leads nowhere', () => {
    let questions = 0;
    const { commands, outcome } = play(calling('fine'), [ok('')], () => (++questions > 2 ? halt : undefined));
    expect(commands).toEqual([]);
    expect(outcome).toMatchObject({ type: 'HALTED' });
    expect(questions).toBe(3);
  });
});

describe('advance', () => {
  it('takes the time of each moment', () => {
    const run = startRun(calling('{{ now() | date("HH:mm") }}'), contact);
    const moment = { now: noon, halt: () => undefined, random: () => 0 };
    advance(run, moment);
    advance(run, { ...moment, now: new Date(noon.getTime() + 60_000) }, ok(''));
    expect(run.takeCommands()).toMatchObject([{ prompts: [{ value: '12:01' }] }]);
  });

  it('goes no further than the end', () => {
    const { run } = play(calling('fine'), [ok('')]);
    expect(() => advance(run, { now: noon, halt: () => undefined, random: () => 0 })).toThrow('has ended');
  });
});
