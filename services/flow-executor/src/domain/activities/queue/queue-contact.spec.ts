import { Call } from '../../../../test/given-call.ts';
import { end, speak } from '../../../../test/given-flow.ts';
import { playActivities } from '../../../../test/given-run.ts';

const queue = (properties: Record<string, unknown> = {}) => ({
  activityName: 'queue-contact',
  queueRadioGroup: 'staticQueue',
  destination: 'q-1',
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

  it('is not routed when it is disconnected after all', () => {
    const call = Call.of({ Queue: queue(), Hang: { activityName: 'disconnect-contact' } }, ['Queue -default-> Hang']);
    expect(call.commands().map(({ type }) => type)).toEqual(['queue', 'disconnect']);
    expect(call.effect).toEqual({ kind: 'ended', outcome: { type: 'COMPLETED' } });
  });

  it('asks for skills and for agents that are there', () => {
    const skills = { requirements: [{ skill: 's-1', skillName: 'French', condition: 'gte', value: '{{urgent}}' }] };
    const call = Call.of({ Queue: queue({ skills, toggleAgentAvailability: true }), Done: end }, ['Queue -default-> Done'], { variables });
    expect(call.commands()).toEqual([
      {
        type: 'queue',
        activityLabel: 'Queue',
        queueId: 'q-1',
        priority: null,
        skills: [{ skill: 'French', condition: 'gte', value: '2' }],
        checkAgentAvailability: true,
      },
    ]);
  });

  it('gives up after a hundred times', () => {
    expect(playActivities({ Queue: queue() }, ['Queue -default-> Queue'])).toMatchObject({
      outcome: { type: 'FAILED', code: 'flow.step-limit' },
      commands: { length: 100 },
    });
  });
});
