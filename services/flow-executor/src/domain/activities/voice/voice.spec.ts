import { Call } from '../../../../test/given-call.ts';
import { end, speak } from '../../../../test/given-flow.ts';

const spoken = { toggle: true, promptsTts: [{ type: 'tts', value: 'Press {{NewPhoneContact.DNIS}}' }], interruptible: true };
const said = { prompts: [{ type: 'tts', value: 'Press +18005550199' }], interruptible: true };

describe('ivr-menu', () => {
  const menu = { activityName: 'ivr-menu', ...spoken, menuLinks: ['1', '0'], 'menuLinks:input': ['sales', 'bye'], entryTimeout: '5' };
  const activities = { Menu: menu, One: end, Zero: end, Late: end, Wrong: end, Oops: end };
  const links = ['Menu -1-> One', 'Menu -0-> Zero', 'Menu -timeout-> Late', 'Menu -invalid-> Wrong', 'Menu -error-> Oops'];

  it('offers its digits and waits', () => {
    const call = Call.of(activities, links);
    expect(call.commands()).toEqual([
      {
        type: 'menu',
        activityLabel: 'Menu',
        ...said,
        options: [
          { digit: '1', label: 'sales' },
          { digit: '0', label: 'bye' },
        ],
        entryTimeoutSeconds: 5,
      },
    ]);
    expect(call.effect).toEqual({
      kind: 'waiting',
      wait: {
        activityId: 'id:Menu',
        activityLabel: 'Menu',
        expects: ['digits', 'timeout', 'invalid', 'failed', 'hang-up'],
        timeoutSeconds: 5,
      },
    });
  });

  it.each([
    [{ type: 'digits', digits: '1' }, '1', '1'],
    [{ type: 'digits', digits: '0' }, '0', '0'],
    [{ type: 'digits', digits: '7' }, 'invalid', '7'],
    [{ type: 'digits', digits: '12' }, 'invalid', '12'],
    [{ type: 'invalid' }, 'invalid', ''],
    [{ type: 'timeout' }, 'timeout', undefined],
    [{ type: 'failed', code: '9' }, 'error', undefined],
  ] as const)('on %j leaves by %s', (event, port, entered) => {
    const call = Call.of(activities, links).tell(event);
    expect(call.path()).toContain(`Menu ${port}`);
    expect(call.output('Menu', 'OptionEntered')).toBe(entered);
    expect(call.effect).toEqual({ kind: 'ended', outcome: { type: 'COMPLETED' } });
  });

  it('takes what is offered as it is written by hand', () => {
    const byHand = { activityName: 'ivr-menu', ...spoken, menuOptions: [{ digit: '#', label: 'again' }] };
    const call = Call.of({ Menu: byHand, Done: end }, ['Menu -#-> Done']);
    expect(call.commands()).toMatchObject([{ options: [{ digit: '#', label: 'again' }], entryTimeoutSeconds: 3 }]);
    expect(call.tell({ type: 'digits', digits: '#' }).effect.kind).toBe('ended');
  });

  it('fails by the event flow for errors when a bad entry leads nowhere', () => {
    const call = Call.of({ Menu: menu, One: end, Zero: end }, ['Menu -1-> One', 'Menu -0-> Zero']);
    expect(call.tell({ type: 'timeout' }).effect).toMatchObject({ outcome: { type: 'FAILED', code: 'flow.exit-not-wired' } });
  });

  it('may be gone round a hundred times, then leaves by its error exit', () => {
    const call = Call.of({ Menu: menu, One: end, Zero: end, Oops: end }, [
      'Menu -1-> One',
      'Menu -0-> Zero',
      'Menu -timeout-> Menu',
      'Menu -error-> Oops',
    ]);
    for (let round = 0; round < 99; round += 1) call.tell({ type: 'timeout' });
    expect(call.effect.kind).toBe('waiting');
    call.trace();
    expect(call.tell({ type: 'timeout' }).path()).toContain('Menu error');
  });
});

describe('ivr-collectdigits', () => {
  const collect = {
    activityName: 'ivr-collectdigits',
    ...spoken,
    minDigits: '2',
    maxDigits: 4,
    entryTimeout: 3,
    interDigitTimeout: '2',
    terminatorSymbol: '#',
  };
  const links = ['Ask -default-> Done', 'Ask -timeout-> Late', 'Ask -invalid-> Wrong', 'Ask -error-> Oops'];
  const given = () => Call.of({ Ask: collect, Done: end, Late: end, Wrong: end, Oops: end }, links);

  it('asks for digits within its bounds', () => {
    expect(given().commands()).toEqual([
      {
        type: 'collect-digits',
        activityLabel: 'Ask',
        ...said,
        minDigits: 2,
        maxDigits: 4,
        terminator: '#',
        entryTimeoutSeconds: 3,
        interDigitTimeoutSeconds: 2,
      },
    ]);
  });

  it.each([
    [{ type: 'digits', digits: '12' }, 'default', '12'],
    [{ type: 'digits', digits: '123#' }, 'default', '123'],
    [{ type: 'digits', digits: '1#' }, 'invalid', '1'],
    [{ type: 'digits', digits: '#' }, 'invalid', ''],
    [{ type: 'digits', digits: '12345' }, 'invalid', '12345'],
    [{ type: 'digits', digits: '1*2' }, 'invalid', '1*2'],
    [{ type: 'invalid' }, 'invalid', ''],
    [{ type: 'timeout' }, 'timeout', ''],
    [{ type: 'failed', code: '9' }, 'error', ''],
  ] as const)('on %j leaves by %s', (event, port, entered) => {
    const call = given().tell(event);
    expect(call.path()).toContain(`Ask ${port}`);
    expect(call.output('Ask', 'DigitsEntered')).toBe(entered);
  });
});

describe('a virtual agent', () => {
  const agent = {
    activityName: 'ivr-virtualassistantvoice',
    connector: 'NATIVE_ADVANCED_VIRTUAL_AGENT',
    virtualAgentId: 'va-1',
    eventName: 'Welcome',
    eventData: '{{ who | json }}',
    terminationDelay: 3,
    transcript: true,
    botParameters: { ani: '{{NewPhoneContact.ANI}}' },
  };
  const links = ['Bot -ENDED-> Done', 'Bot -ESCALATE-> Queue', 'Bot -error-> Oops', 'Queue -default-> End'];
  const given = (activityName: string) =>
    Call.of(
      { Bot: { ...agent, activityName }, Done: end, Queue: speak('{{Bot.MetaData.topic}} {{Bot.stateEventName}}'), Oops: end, End: end },
      links,
      {
        variables: [{ name: 'who', type: 'JSON', value: '{"name":"Ada"}' }],
      },
    );

  it.each(['ivr-virtualassistantvoice', 'ivr-virtualassistant'])('%s talks to the caller until it is done or gives up', (activityName) => {
    const call = given(activityName);
    expect(call.commands()).toEqual([
      {
        type: 'virtual-agent',
        activityLabel: 'Bot',
        connector: 'NATIVE_ADVANCED_VIRTUAL_AGENT',
        virtualAgentId: 'va-1',
        eventName: 'Welcome',
        eventData: '{"name":"Ada"}',
        parameters: { ani: '+14165550123' },
        terminationDelaySeconds: 3,
        transcript: true,
      },
    ]);
    expect(call.expects).toEqual(['virtual-agent-ended', 'failed', 'hang-up']);
    call.tell({ type: 'virtual-agent-ended', result: 'ESCALATE', outputs: { MetaData: { topic: 'bill' }, StateEventName: 'human' } });
    expect(call.commands()).toMatchObject([{ prompts: [{ value: 'bill human' }] }]);
    expect(given(activityName).tell({ type: 'virtual-agent-ended', result: 'ENDED' }).path()).toContain('Bot ENDED');
    expect(given(activityName).tell({ type: 'failed', code: 'system_error' }).path()).toContain('Bot error');
  });
});

describe('what is played', () => {
  const music = { activityName: 'play-music', audioRadioGroup: 'staticAudio', prompt: 'hold.wav', duration: '30' };
  const queue = { activityName: 'queue-contact', queueRadioGroup: 'staticQueue', destination: 'q-1' };

  it('is not waited for, so that a call is answered at once', () => {
    const call = Call.of({ Hello: speak('a'), Music: music, Done: end }, ['Hello -default-> Music', 'Music -default-> Done']);
    expect(call.commands().map(({ type }) => type)).toEqual(['play', 'play-music']);
    expect(call.effect.kind).toBe('ended');
  });

  it('is waited for in a queue, where an agent may cut it', () => {
    const call = Call.of({ Queue: queue, Music: music, Say: speak('b') }, [
      'Queue -default-> Music',
      'Music -default-> Say',
      'Say -default-> Music',
    ]);
    expect(call.commands().map(({ type }) => type)).toEqual(['queue', 'play-music']);
    expect(call.expects).toEqual([
      'playback-finished',
      'failed',
      'agent-offered',
      'agent-answered',
      'agent-disconnected',
      'queue-failed',
      'hang-up',
    ]);
    expect(call.tell({ type: 'playback-finished' }).commands()).toMatchObject([{ type: 'play' }]);
    expect(call.tell({ type: 'agent-answered' }).effect).toEqual({ kind: 'ended', outcome: { type: 'ROUTED', queueId: 'q-1' } });
  });

  it('is waited for when it comes round again', () => {
    const call = Call.of({ Music: music }, ['Music -default-> Music']);
    expect(call.commands()).toHaveLength(2);
    expect(call.expects).toContain('playback-finished');
    expect(call.tell({ type: 'playback-finished' }).commands()).toHaveLength(2);
  });

  it('goes on for hours', () => {
    const call = Call.of({ Queue: queue, Music: music }, ['Queue -default-> Music', 'Music -default-> Music']);
    for (let round = 0; round < 5_000; round += 1) call.tell({ type: 'playback-finished' });
    expect(call.effect.kind).toBe('waiting');
  });

  it('fails by its error exit', () => {
    const call = Call.of({ Queue: queue, Music: music, Oops: speak('oops'), Done: end }, [
      'Queue -default-> Music',
      'Music -default-> Music',
      'Music -error-> Oops',
      'Oops -default-> Done',
    ]);
    expect(call.tell({ type: 'failed', code: '7' }).path()).toContain('Music error');
  });
});
