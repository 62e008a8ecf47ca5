import { Call } from '../../../../test/given-call.ts';
import { end } from '../../../../test/given-flow.ts';

const toAgent = { activityName: 'queue-to-agent', destinationVariable: '{{who}}', reportingQueue: 'q-1', recoveryQueue: 'q-2' };
const given = (properties: Record<string, unknown>) =>
  Call.of({ Act: properties, Done: end }, ['Act -default-> Done'], { variables: [{ name: 'who', value: 'agent-7' }] });

describe('queue-to-agent', () => {
  it.each([
    [{}, { type: 'ROUTED', queueId: 'q-2' }],
    [{ FailureCode: 1 }, { type: 'ROUTED', queueId: 'q-2' }],
  ])('puts the contact into a queue on %j', (outputs, outcome) => {
    expect(given(toAgent).tell({ type: 'done', outputs }).effect).toEqual({ kind: 'ended', outcome });
  });

  it('does not where the agent is not there and no other queue is given', () => {
    const call = given({ ...toAgent, recoveryQueue: '' }).tell({ type: 'done', outputs: { FailureCode: 1 } });
    expect(call.effect).toEqual({ kind: 'ended', outcome: { type: 'COMPLETED' } });
  });
});
