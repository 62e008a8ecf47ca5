import { speak } from '../../../../test/given-flow.ts';
import { playActivities } from '../../../../test/given-run.ts';

const queue = (properties: Record<string, unknown> = {}) => ({
  activityName: 'queue-contact',
  queueRadioGroup: 'staticQueue',
  destination: 'q-1',
  ...properties,
});
const music = (properties: Record<string, unknown> = {}) => ({
  activityName: 'play-music',
  audioRadioGroup: 'staticAudio',
  prompt: 'hold.wav',
  duration: '30',
  ...properties,
});

describe('queue-contact', () => {
  const variables = [{ name: 'where', value: 'q-7' }, { name: 'nowhere' }, { name: 'urgent', type: 'INTEGER', value: '2' }];

  it.each([
    [queue(), { queueId: 'q-1', priority: null }],
    [queue({ toggle: true, priorityRadioGroup: 'staticPriority', priority: '3' }), { queueId: 'q-1', priority: 3 }],
    [queue({ toggle: true, priorityRadioGroup: 'variablePriority', priorityVariable: '{{urgent}}' }), { queueId: 'q-1', priority: 2 }],
    [queue({ toggle: true, priority: null }), { queueId: 'q-1', priority: null }],
    [
      queue({ queueRadioGroup: 'variableQueue', destinationVariable: '{{where}}', fallbackQueue: 'q-9' }),
      { queueId: 'q-7', priority: null },
    ],
    [queue({ queueRadioGroup: 'variableQueue', destinationVariable: 'where' }), { queueId: 'q-7', priority: null }],
    [
      queue({ queueRadioGroup: 'variableQueue', destinationVariable: '{{nowhere}}', fallbackQueue: 'q-9' }),
      { queueId: 'q-9', priority: null },
    ],
  ])('%j', (activity, expected) => {
    const { issued, outcome } = playActivities({ Queue: activity }, ['Queue -default-> Done'], variables);
    expect(issued).toEqual([{ type: 'queue', activityLabel: 'Queue', ...expected }]);
    expect(outcome).toEqual({ type: 'ROUTED', queueId: expected.queueId });
  });

  it('leaves by its failure exit when there is no queue', () => {
    const activity = queue({ queueRadioGroup: 'variableQueue', destinationVariable: '{{nowhere}}' });
    const say = speak('{{Queue.FailureCode}}');
    expect(
      playActivities({ Queue: activity, Say: say }, ['Queue -default-> Done', 'Queue -failure-> Say', 'Say -default-> Done'], variables),
    ).toMatchObject({
      commands: ['play flow.queue-unresolved'],
      outcome: { type: 'COMPLETED' },
    });
  });

  it('ends routed when what entertains the waiting contact begins again', () => {
    const { outcome, commands } = playActivities({ Queue: queue(), Music: music(), Say: speak('wait') }, [
      'Queue -default-> Music',
      'Music -default-> Say',
      'Say -default-> Music',
    ]);
    expect(commands).toEqual(['queue q-1', 'music hold.wav', 'play wait']);
    expect(outcome).toEqual({ type: 'ROUTED', queueId: 'q-1' });
  });

  it('is not routed when it is disconnected after all', () => {
    const { outcome, commands } = playActivities({ Queue: queue(), Music: music(), Hang: { activityName: 'disconnect-contact' } }, [
      'Queue -default-> Music',
      'Music -default-> Hang',
    ]);
    expect(commands).toEqual(['queue q-1', 'music hold.wav', 'disconnect']);
    expect(outcome).toEqual({ type: 'COMPLETED' });
  });

  it('gives up after a hundred times', () => {
    expect(playActivities({ Queue: queue() }, ['Queue -default-> Queue'])).toMatchObject({
      outcome: { type: 'FAILED', code: 'flow.step-limit' },
      commands: { length: 100 },
    });
  });
});
