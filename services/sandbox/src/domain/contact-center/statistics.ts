import { type Answer, type OperationCall, ok, refuse } from './operation.ts';
import type { SearchRecord } from './organization-data.ts';

const INTERVALS_MINUTES = [15, 30, 60];

interface Period {
  readonly from: number;
  readonly to: number;
  readonly intervalMs: number;
}

export function getQueueStatistics({ data, query }: OperationCall): Answer {
  const period = parsePeriod(query);
  if (!period) return invalidPeriod();
  const wanted = idsOf(query.queueIds);
  const statistics = [...data.queues.values()]
    .filter(({ id }) => !wanted || wanted.includes(id))
    .map(({ id, name }) => {
      const tasks = within(data.tasks, period).filter((task) => Object(task.lastQueue).id === id);
      return {
        intervalStartTime: period.from,
        queueId: id,
        queueName: name,
        channelType: 'telephony',
        totalOfferedTasks: tasks.length,
        totalEnqueuedTasks: tasks.length,
        totalAssignedTasks: tasks.length,
        totalAcceptedTasks: tasks.length,
        totalRejectedTasks: 0,
        totalAbandonedTasks: 0,
        averageEnqueuedTime: average(tasks, 'queueDuration'),
        averageHandledTime: average(tasks, 'totalDuration'),
        serviceLevelThresholdPercentage: 80,
      };
    });
  return ok({ meta: { orgId: data.organizationId }, data: statistics });
}

export function getAgentStatistics({ data, query }: OperationCall): Answer {
  const period = parsePeriod(query);
  if (!period) return invalidPeriod();
  const wanted = idsOf(query.agentIds);
  const statistics = [...data.agents.entries()]
    .filter(([id]) => !wanted || wanted.includes(id))
    .map(([agentId, { firstName, lastName }]) => {
      const tasks = within(data.tasks, period).filter((task) => Object(task.owner).id === agentId);
      const channel = {
        channelType: 'telephony',
        totalAssignedTasks: tasks.length,
        totalOfferedTasks: tasks.length,
        totalAcceptedTasks: tasks.length,
        totalRejectedTasks: 0,
        totalTransferredTasks: 0,
        averageHandledTime: average(tasks, 'totalDuration'),
      };
      return { intervalStartTime: period.from, agentId, agentName: `${firstName} ${lastName}`, channels: [channel] };
    });
  return ok({ meta: { orgId: data.organizationId }, data: statistics });
}

/** Oldest first. */
export function listTasks({ data, query, nowMs }: OperationCall): Answer {
  const period = parsePeriod({ to: String(nowMs), ...query });
  const pageSize = Number(query.pageSize ?? 100);
  if (!period) return invalidPeriod();
  if (!(pageSize >= 1 && pageSize <= 1_000)) return refuse(400, 'pageSize has to be between 1 and 1000');
  const tasks = within(data.tasks, period).toReversed().slice(0, pageSize);
  return ok({ meta: { orgId: data.organizationId }, data: tasks.map(taskOf) });
}

export function createTask({ data, newId }: OperationCall): Answer {
  return { status: 201, body: { meta: { orgId: data.organizationId }, data: { id: newId() } } };
}

/** 204 for a queue without enough samples, as at the vendor also for one that does not exist. */
export function getEstimatedWaitTime({ data, query }: OperationCall): Answer {
  const minutes = Number(query.lookbackMinutes);
  if (!query.queueId || !(minutes >= 5 && minutes <= 240)) return refuse(400, 'queueId and lookbackMinutes (5 to 240) are required');
  const samples = data.tasks.filter((task) => Object(task.lastQueue).id === query.queueId);
  return samples.length === 0 ? { status: 204 } : ok({ estimatedWaitTime: average(samples, 'queueDuration') });
}

function taskOf(task: SearchRecord) {
  const { id, owner, lastQueue, channelType, createdTime, endedTime, origin, destination, direction, captureRequested } = task;
  return {
    id,
    attributes: {
      owner,
      queue: lastQueue,
      channelType,
      status: task.isActive ? 'assigned' : 'completed',
      createdTime,
      lastUpdatedTime: endedTime ?? createdTime,
      captureRequested,
      origin,
      destination,
      direction,
    },
  };
}

function parsePeriod(query: OperationCall['query']): Period | undefined {
  const [from, to, interval] = [Number(query.from), Number(query.to), Number(query.interval ?? 15)];
  const valid = Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to && INTERVALS_MINUTES.includes(interval);
  const intervalMs = interval * 60_000;
  return valid ? { from: from - (from % intervalMs), to, intervalMs } : undefined;
}

function invalidPeriod(): Answer {
  return refuse(400, 'from and to are epoch milliseconds, from not after to; interval is 15, 30 or 60 minutes');
}

function within(tasks: readonly SearchRecord[], { from, to }: Period): SearchRecord[] {
  return tasks.filter(({ createdTime }) => Number(createdTime) >= from && Number(createdTime) <= to);
}

function average(tasks: readonly SearchRecord[], field: string): number {
  return tasks.reduce((sum, task) => sum + Number(task[field]), 0) / Math.max(tasks.length, 1);
}

function idsOf(text: string | undefined): string[] | undefined {
  return text?.split(',').map((id) => id.trim());
}
