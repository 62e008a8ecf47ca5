import type { WorldOrganization } from '../world.ts';
import type { AudioFile, CadVariable, OrganizationData, Person } from './organization-data.ts';
import { seedAgentSessions, seedTasks } from './seed-history.ts';
import { seedRouting } from './seed-routing.ts';
import { seededId } from './seeded-id.ts';

/** What an organization holds when the sandbox starts; its past calls are dated back from `nowMs`. */
export function seedOrganization(organization: WorldOrganization, nowMs: number): OrganizationData {
  const { organizationId, workspaceId } = organization;
  const { queues, agents, businessHours } = seedRouting(organization, nowMs);
  return {
    organizationId,
    workspaceId,
    cadVariables: byId(seedCadVariables(organization, nowMs)),
    audioFiles: byId(seedAudioFiles(organization, nowMs)),
    queues: byId(queues),
    agents: byId(agents),
    businessHours: byId(businessHours),
    persons: seedPersons(organization),
    journeyEvents: [],
    tasks: seedTasks(organization, { queues, agents }, nowMs),
    agentSessions: seedAgentSessions(organization, agents, nowMs),
  };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

/** Their descriptions are the codes that a caller keys in to choose one. */
function seedCadVariables(organization: WorldOrganization, nowMs: number): CadVariable[] {
  const rows: [name: string, code: string, variableType: string, defaultValue: string][] = [
    ['EmergencyClosed', '1001', 'String', 'open'],
    ['GreetingPrompt', '1002', 'String', 'welcome.wav'],
    ['MaxQueueSeconds', '1003', 'Integer', '300'],
    ['CallbackOffered', '1004', 'Boolean', 'true'],
    ['LOB', '1005', 'String', 'Sales'],
  ];
  return rows.map(([name, description, variableType, defaultValue], index) => ({
    id: seededId(organization, '010', index + 1),
    organizationId: organization.organizationId,
    version: 1,
    name,
    description,
    active: true,
    agentEditable: false,
    agentViewable: true,
    reportable: true,
    sensitive: false,
    variableType,
    defaultValue,
    desktopLabel: name,
    systemDefault: false,
    createdTime: nowMs,
    lastUpdatedTime: nowMs,
  }));
}

function seedAudioFiles(organization: WorldOrganization, nowMs: number): AudioFile[] {
  return ['welcome.wav', 'closed.wav'].map((name, index) => {
    const id = seededId(organization, '020', index + 1);
    return {
      id,
      organizationId: organization.organizationId,
      version: 1,
      name,
      contentType: 'AUDIO_WAV',
      blobId: `${id}.wav`,
      url: `https://media.invalid/${id}.wav`,
      createdTime: nowMs,
      lastUpdatedTime: nowMs,
    };
  });
}

function seedPersons(organization: WorldOrganization): Person[] {
  const rows: [firstName: string, lastName: string, phone: string, email: string][] = [
    ['Nora', 'Quinn', '+14155550100', 'nora@customer.example'],
    ['Omar', 'Reyes', '+14155550101', 'omar@customer.example'],
    ['Pia', 'Stone', '+14155550102', 'pia@customer.example'],
  ];
  return rows.map(([firstName, lastName, phone, email], index) => ({
    id: seededId(organization, '030', index + 1)
      .replaceAll('-', '')
      .slice(-24),
    firstName,
    lastName,
    phone: [phone],
    email: [email],
    customerId: [`customer-${index + 1}`],
    temporaryId: [],
  }));
}
