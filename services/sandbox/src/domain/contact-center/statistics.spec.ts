import { organizations } from '../world.ts';
import type { OperationCall } from './operation.ts';
import { getAgent, getBusinessHours, getQueue } from './routing-configuration.ts';
import { seedOrganization } from './seed.ts';
import { seededId } from './seeded-id.ts';
import { createTask, getAgentStatistics, getEstimatedWaitTime, getQueueStatistics, listTasks } from './statistics.ts';

const nowMs = 1_700_000_100_000;
const hour = 60 * 60_000;
const [organization] = organizations as [(typeof organizations)[number]];
const data = seedOrganization(organization, nowMs);
const queueId = seededId(organization, '040', 1);
const agentId = seededId(organization, '050', 1);

function call(query: OperationCall['query'], params: OperationCall['params'] = {}): OperationCall {
  return { data, params, query, body: undefined, nowMs, newId: () => 'new-id' };
}
const lastHour = { from: String(nowMs - hour), to: String(nowMs) };

describe('statistics', () => {
  it('count the calls of each queue in the period, whose start is rounded down to the interval', () => {
    const answer = getQueueStatistics(call(lastHour)) as {
      body: { data: { queueId: string; totalOfferedTasks: number; intervalStartTime: number }[] };
    };
    expect(answer.body.data.map(({ totalOfferedTasks }) => totalOfferedTasks)).toEqual([2, 2]);
    expect(answer.body.data[0]?.intervalStartTime).toBe(nowMs - hour - ((nowMs - hour) % (15 * 60_000)));
  });

  it('count the calls of each agent', () => {
    expect(getAgentStatistics(call({ ...lastHour, agentIds: `${agentId}, unknown` }))).toMatchObject({
      status: 200,
      body: {
        meta: { orgId: organization.organizationId },
        data: [{ agentId, agentName: 'Rosa Tan', channels: [{ totalOfferedTasks: 2 }] }],
      },
    });
  });

  it('are of the queues that were asked for', () => {
    expect(getQueueStatistics(call({ ...lastHour, queueIds: queueId }))).toMatchObject({ body: { data: [{ queueId }] } });
  });

  it.each([{}, { from: '1' }, { from: '2', to: '1' }, { ...lastHour, interval: '20' }, { from: 'x', to: '1' }])('refuse %j', (query) => {
    expect([getQueueStatistics(call(query)), getAgentStatistics(call(query))]).toMatchObject([{ status: 400 }, { status: 400 }]);
  });
});

describe('tasks', () => {
  it('are listed oldest first, up to now', () => {
    const answer = listTasks(call({ from: lastHour.from, pageSize: '3' })) as {
      body: { data: { attributes: { createdTime: number; status: string } }[] };
    };
    const times = answer.body.data.map(({ attributes }) => attributes.createdTime);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(answer.body.data).toHaveLength(3);
  });

  it.each([{}, { from: '1', pageSize: '0' }, { from: '1', pageSize: '1001' }])('are not listed for %j', (query) => {
    expect(listTasks(call(query))).toMatchObject({ status: 400 });
  });

  it('are created', () => {
    expect(createTask(call({}))).toEqual({ status: 201, body: { meta: { orgId: organization.organizationId }, data: { id: 'new-id' } } });
  });
});

describe('the estimated wait time', () => {
  it('is the average over the queue', () => {
    expect(getEstimatedWaitTime(call({ queueId, lookbackMinutes: '60' }))).toEqual({ status: 200, body: { estimatedWaitTime: 20_000 } });
  });

  it('is unknown for a queue without calls', () => {
    expect(getEstimatedWaitTime(call({ queueId: 'x', lookbackMinutes: '60' }))).toEqual({ status: 204 });
  });

  it.each([{}, { queueId }, { queueId, lookbackMinutes: '4' }, { queueId, lookbackMinutes: '241' }])('is refused for %j', (query) => {
    expect(getEstimatedWaitTime(call(query))).toMatchObject({ status: 400 });
  });
});

describe('the routing configuration', () => {
  it.each([
    [getQueue, queueId, { name: 'Sales' }],
    [getAgent, agentId, { firstName: 'Rosa' }],
    [getBusinessHours, seededId(organization, '060', 1), { name: 'Weekdays' }],
  ])('is found by id: %p', (operation, id, expected) => {
    expect(operation(call({}, { id }))).toMatchObject({ status: 200, body: { id, ...expected } });
    expect(operation(call({}, { id: 'x' }))).toMatchObject({ status: 404, reason: expect.stringContaining(' x') });
  });
});
