import type { WorldOrganization } from '../world.ts';
import type { Reference, SearchRecord } from './organization-data.ts';
import { seededId } from './seeded-id.ts';

const MINUTE_MS = 60_000;
const TASKS = 60;

interface SeededAgent {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
}

interface Routing {
  readonly queues: readonly Reference[];
  readonly agents: readonly SeededAgent[];
}

/** Calls of the last fifteen hours, a quarter of an hour apart, from ten callers; the newest is still going on. */
export function seedTasks(organization: WorldOrganization, routing: Routing, nowMs: number): SearchRecord[] {
  return Array.from({ length: TASKS }, (_, index) => seedTask(organization, routing, index, nowMs));
}

function seedTask(organization: WorldOrganization, { queues, agents }: Routing, index: number, nowMs: number): SearchRecord {
  const agent = pick(agents, index);
  const queue = reference(pick(queues, index));
  const owner = { id: agent.id, name: `${agent.firstName} ${agent.lastName}` };
  const createdTime = nowMs - (index * 15 + 2) * MINUTE_MS;
  const isActive = index === 0;
  const isCallback = index % 7 === 3;
  const origin = `+1415555010${index % 10}`;
  return {
    id: seededId(organization, '080', index + 1),
    channelType: 'telephony',
    status: isActive ? 'connected' : 'ended',
    isActive,
    isCallback,
    isContactHandled: !isActive,
    isContactOffered: true,
    isWithInServiceLevel: index % 4 !== 2,
    captureRequested: true,
    direction: 'inbound',
    origin,
    destination: '+18005550199',
    createdTime,
    endedTime: isActive ? null : createdTime + 5 * MINUTE_MS,
    totalDuration: 5 * MINUTE_MS,
    connectedDuration: 4 * MINUTE_MS,
    queueDuration: (index % 5) * 10_000,
    holdDuration: 0,
    wrapupDuration: 20_000,
    terminationType: isActive ? null : 'normal',
    owner,
    lastAgent: owner,
    queue: [queue],
    lastQueue: queue,
    lastTeam: { id: seededId(organization, '070', 1), name: 'Front office' },
    lastSite: { id: seededId(organization, '071', 1), name: 'Main site' },
    lastEntryPoint: { id: seededId(organization, '072', 1), name: 'Main number' },
    lastWrapupCodeName: 'Resolved',
    customer: { name: `Caller ${index % 10}`, phoneNumber: origin, email: null },
    callbackData: isCallback
      ? {
          callbackNumber: origin,
          callbackStatus: 'Processed',
          callbackType: 'courtesy',
          callbackOrigin: 'ivr',
          callbackRequestTime: createdTime,
          callbackQueueName: queue.name,
        }
      : null,
    stringGlobalVariables: [{ name: 'LOB', value: queue.name }],
  };
}

export function seedAgentSessions(organization: WorldOrganization, agents: readonly SeededAgent[], nowMs: number): SearchRecord[] {
  return agents.map((agent, index) => ({
    agentSessionId: seededId(organization, '090', index + 1),
    agentId: agent.id,
    agentName: `${agent.firstName} ${agent.lastName}`,
    userLoginId: `${agent.firstName.toLowerCase()}@agents.example`,
    teamId: seededId(organization, '070', 1),
    teamName: 'Front office',
    siteId: seededId(organization, '071', 1),
    siteName: 'Main site',
    state: 'Connected',
    isActive: true,
    startTime: nowMs - 4 * 60 * MINUTE_MS,
    endTime: null,
    channelInfo: [
      {
        channelType: 'telephony',
        currentState: index === 0 ? 'Available' : 'Idle',
        idleCodeName: index === 0 ? null : 'Lunch',
        lastActivityTime: nowMs - 10 * MINUTE_MS,
        connectedCount: 12,
        connectedDuration: 48 * MINUTE_MS,
      },
    ],
  }));
}

function reference({ id, name }: Reference): Reference {
  return { id, name };
}

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
