import { Call } from '../../../test/given-call.ts';
import { assign, end, givenFlowOf, request, type ShortFlow, speak } from '../../../test/given-flow.ts';
import { givenGraph, noon, ok } from '../../../test/given-run.ts';
import { UnexpectedEvent } from './unexpected-event.ts';

const queue = { activityName: 'queue-contact', destination: 'q-1' };
const music = { activityName: 'play-music', prompt: 'hold.wav' };
const menu = { activityName: 'ivr-menu', toggle: true, promptsTts: [{ value: '1?' }], menuLinks: ['1'] };
const queueing = ['Queue -default-> Music', 'Music -default-> Music'];
const popping = (event: string, url = 'https://crm.example/{{AgentAnswered.AgentID}}'): NonNullable<ShortFlow['events']> => ({
  activities: { Root: { event }, Pop: { activityName: 'screen-pop', screenPopUrl: url }, EndEvent: end },
  links: ['Root -out-> Pop', 'Pop -default-> EndEvent'],
});

describe('an event of the contact', () => {
  it('runs what is wired to it, with its outputs, while the main flow keeps its place', () => {
    const call = Call.of({ Queue: queue, Music: music }, queueing, {
      events: popping('AgentOffered', 'https://crm.example/{{AgentOffered.agentId}}'),
    });
    const { effect } = call;
    call.commands();
    call.tell({ type: 'agent-offered', outputs: { AgentID: 'a-7' } });
    expect(call.commands()).toMatchObject([{ type: 'screen-pop', url: 'https://crm.example/a-7' }]);
    expect(call.effect).toEqual(effect);
    expect(call.tell({ type: 'playback-finished' }).commands()).toMatchObject([{ type: 'play-music' }]);
  });

  it('changes nothing where nothing is wired to it', () => {
    const call = Call.of({ Queue: queue, Music: music }, queueing);
    const { effect } = call;
    expect(call.tell({ type: 'agent-offered' }).effect).toEqual(effect);
  });

  it.each(['AgentAnswered', 'AgentAccepted'])('cuts what is played in the queue when an agent answers (%s)', (event) => {
    const call = Call.of({ Queue: queue, Music: music }, queueing, { events: popping(event) });
    call.commands();
    call.tell({ type: 'agent-answered', outputs: { AgentID: 'a-7' } });
    expect(call.commands()).toMatchObject([{ url: 'https://crm.example/a-7' }]);
    expect(call.expects).not.toContain('playback-finished');
    expect(call.tell({ type: 'hang-up' }).effect).toEqual({ kind: 'ended', outcome: { type: 'ROUTED', queueId: 'q-1' } });
  });

  it('may send requests of its own', () => {
    const events = {
      activities: { Root: { event: 'AgentAnswered' }, Ask: request(), Say: speak('{{Ask.httpStatusCode}}'), EndEvent: end },
      links: ['Root -out-> Ask', 'Ask -default-> Say', 'Say -default-> EndEvent'],
    };
    const call = Call.of({ Queue: queue, Music: music }, queueing, { events });
    call.commands();
    expect(call.tell({ type: 'agent-answered' }).effect.kind).toBe('http-request');
    expect(call.answer(ok({})).commands()).toMatchObject([{ prompts: [{ value: '200' }] }]);
  });

  it('that fails ends its own flow and leaves the main one where it is', () => {
    const events = {
      activities: { Root: { event: 'AgentOffered' }, Set: assign('n', 'x'), EndEvent: end },
      links: ['Root -out-> Set', 'Set -out-> EndEvent'],
    };
    const call = Call.of({ Queue: queue, Music: music }, queueing, { events, variables: [{ name: 'n', type: 'INTEGER', value: '0' }] });
    const { effect } = call;
    expect(call.tell({ type: 'agent-offered' }).effect).toEqual(effect);
    expect(call.trace().flatMap(({ failure }) => failure?.code ?? [])).toEqual(['flow.conversion-failed']);
  });

  it('waits in an event flow of its own, and then goes back', () => {
    const events = {
      activities: { Root: { event: 'AgentOffered' }, Stream: { activityName: 'start-media-stream' }, EndEvent: end },
      links: ['Root -out-> Stream', 'Stream -default-> EndEvent'],
    };
    const call = Call.of({ Queue: queue, Music: music }, queueing, { events });
    const { effect } = call;
    expect(call.tell({ type: 'agent-offered' }).expects).toEqual(['done', 'failed', 'hang-up']);
    expect(call.tell({ type: 'done' }).effect).toEqual(effect);
  });

  it('keeps an execution whose main flow is over, as long as the contact is there', () => {
    const call = Call.of({ Queue: queue, Done: end }, ['Queue -default-> Done'], { events: popping('AgentAnswered') });
    expect(call.effect).toMatchObject({ kind: 'waiting', wait: { activityLabel: 'Done', timeoutSeconds: null } });
    call.tell({ type: 'agent-answered' }).tell({ type: 'agent-disconnected' });
    expect(call.tell({ type: 'hang-up' }).effect).toMatchObject({ outcome: { type: 'ROUTED' } });
  });
});

describe('a hang-up', () => {
  const ending = {
    activities: { Root: { event: 'PhoneContactEnded' }, Ask: request(), EndEvent: end },
    links: ['Root -out-> Ask', 'Ask -default-> EndEvent'],
  };

  it('ends the execution, in the menu or in the queue', () => {
    for (const call of [Call.of({ Menu: menu, Done: end }, ['Menu -1-> Done']), Call.of({ Queue: queue, Music: music }, queueing)])
      expect(call.tell({ type: 'hang-up' }).effect).toEqual({ kind: 'ended', outcome: { type: 'COMPLETED' } });
  });

  it('runs what is wired to it first', () => {
    const call = Call.of({ Menu: menu, Done: end }, ['Menu -1-> Done'], { events: ending });
    expect(call.tell({ type: 'hang-up' }).effect.kind).toBe('http-request');
    expect(call.answer(ok({})).effect).toEqual({ kind: 'ended', outcome: { type: 'COMPLETED' } });
  });

  it('of the flow itself runs it too, once', () => {
    const call = Call.of({ Hang: { activityName: 'disconnect-contact' } }, [], { events: ending });
    expect(call.commands()).toEqual([{ type: 'disconnect', activityLabel: 'Hang' }]);
    expect(call.effect.kind).toBe('http-request');
    expect(call.answer(ok({})).effect.kind).toBe('ended');
  });
});

describe('a queue that does not take the contact', () => {
  it('leads along the exit of its activity for failures, with the code', () => {
    const call = Call.of({ Queue: queue, Music: music, Say: speak('{{Queue.FailureCode}}'), Done: end }, [
      ...queueing,
      'Queue -failure-> Say',
      'Say -default-> Done',
    ]);
    call.commands();
    call.tell({ type: 'queue-failed', code: '3' });
    expect(call.commands()).toMatchObject([{ prompts: [{ value: '3' }] }]);
    expect(call.effect).toEqual({ kind: 'ended', outcome: { type: 'COMPLETED' } });
  });
});

describe('what is not expected', () => {
  it('is refused with what is, and changes nothing', () => {
    const call = Call.of({ Menu: menu, Done: end }, ['Menu -1-> Done']);
    call.trace();
    for (const type of ['playback-finished', 'agent-answered', 'queue-failed'] as const)
      expect(() => call.tell(type === 'queue-failed' ? { type, code: '1' } : { type })).toThrow(UnexpectedEvent);
    expect(call.trace()).toEqual([]);
    expect(call.tell({ type: 'digits', digits: '1' }).effect.kind).toBe('ended');
  });

  it('is an event after the end, too', () => {
    const call = Call.of({ Done: end }, []);
    expect(() => call.tell({ type: 'hang-up' })).toThrow('waits for nothing');
  });
});

describe('a gate that closes while the execution waits', () => {
  it('stops it before its next activity', () => {
    let isClosed = false;
    const halt = () => (isClosed ? ({ code: 'CONNECTOR_INACTIVE', connectorId: 'c-1' } as const) : undefined);
    const graph = givenGraph(givenFlowOf({ Menu: menu, Say: speak('x'), Done: end }, { links: ['Menu -1-> Say', 'Say -default-> Done'] }));
    const call = new Call(graph, { now: noon, halt, random: () => 0 });
    call.commands();
    isClosed = true;
    expect(call.tell({ type: 'digits', digits: '1' }).effect).toMatchObject({
      outcome: { type: 'HALTED', fallbackDestination: 'Emergency' },
    });
    expect(call.commands()).toEqual([]);
  });
});
