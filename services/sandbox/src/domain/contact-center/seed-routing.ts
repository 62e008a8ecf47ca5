import type { WorldOrganization } from '../world.ts';
import { seededId } from './seeded-id.ts';

/** Queues, agents and business hours of an organization. */
export function seedRouting(organization: WorldOrganization, nowMs: number) {
  const common = { organizationId: organization.organizationId, version: 1, createdTime: nowMs, lastUpdatedTime: nowMs };
  const teamId = seededId(organization, '070', 1);
  const queues = ['Sales', 'Service'].map((name, index) => ({
    ...common,
    id: seededId(organization, '040', index + 1),
    name,
    description: `${name} calls`,
    queueType: 'INBOUND',
    checkAgentAvailability: false,
    channelType: 'TELEPHONY',
    serviceLevelThreshold: 30,
    maxActiveContacts: 250,
    maxTimeInQueue: 3_600,
    active: true,
    routingType: 'LONGEST_AVAILABLE_AGENT',
    queueRoutingType: 'TEAM_BASED',
    callDistributionGroups: [{ agentGroups: [{ teamId }], order: 1, duration: 0 }],
  }));
  const agents = [
    ['Rosa', 'Tan'],
    ['Sam', 'Usher'],
  ].map(([firstName = '', lastName = ''], index) => ({
    ...common,
    id: seededId(organization, '050', index + 1),
    firstName,
    lastName,
    email: `${firstName.toLowerCase()}@agents.example`,
    contactCenterEnabled: true,
    active: true,
    siteName: 'Main site',
    teamIds: [teamId],
  }));
  const businessHours = [
    {
      ...common,
      id: seededId(organization, '060', 1),
      name: 'Weekdays',
      timezone: 'America/New_York',
      workingHours: [{ name: 'Day', days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], startTime: '08:00', endTime: '18:00' }],
    },
  ];
  return { queues, agents, businessHours };
}
