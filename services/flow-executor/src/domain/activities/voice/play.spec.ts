import { speak } from '../../../../test/given-flow.ts';
import { playActivities } from '../../../../test/given-run.ts';

const music = (properties: Record<string, unknown> = {}) => ({
  activityName: 'play-music',
  audioRadioGroup: 'staticAudio',
  prompt: 'hold.wav',
  duration: '30',
  ...properties,
});

describe('play-message', () => {
  it('plays files where it does not speak', () => {
    const play = {
      activityName: 'play-message',
      toggle: false,
      promptsTts: [{ value: 'no' }],
      prompts: [
        { type: 'audioFile', value: 'a.wav' },
        { type: 'audioPromptVariable', value: '{{ file }}' },
      ],
    };
    const { issued } = playActivities({ Play: play }, ['Play -default-> Done'], [{ name: 'file', value: 'b.wav' }]);
    expect(issued).toEqual([
      {
        type: 'play',
        activityLabel: 'Play',
        prompts: [
          { type: 'audioFile', value: 'a.wav' },
          { type: 'audioFile', value: 'b.wav' },
        ],
        interruptible: false,
      },
    ]);
  });

  it('speaks', () => {
    const { issued } = playActivities({ Say: speak('<speak>Hi {{NewPhoneContact.ANI}}</speak>') }, ['Say -default-> Done']);
    expect(issued).toEqual([
      { type: 'play', activityLabel: 'Say', prompts: [{ type: 'tts', value: '<speak>Hi +14165550123</speak>' }], interruptible: true },
    ]);
  });
});

describe('play-music', () => {
  it.each([
    [{}, { audio: 'hold.wav', durationSeconds: 30 }],
    [{ duration: '' }, { audio: 'hold.wav', durationSeconds: null }],
    [
      { audioRadioGroup: 'dynamicAudio', prompt: null, promptDynamic: '{{ file }}', duration: 5 },
      { audio: 'b.wav', durationSeconds: 5 },
    ],
  ])('%j', (properties, expected) => {
    const { issued } = playActivities({ Music: music(properties) }, ['Music -default-> Done'], [{ name: 'file', value: 'b.wav' }]);
    expect(issued).toEqual([{ type: 'play-music', activityLabel: 'Music', ...expected }]);
  });
});
