import { seededId } from '../src/domain/contact-center/seeded-id.ts';
import { organizations } from '../src/domain/world.ts';

const [organization] = organizations;
if (!organization) throw new Error('the world is empty');
export const workspaceId = organization.workspaceId;

export const ids = {
  cadVariable: seededId(organization, '010', 1),
  audioFile: seededId(organization, '020', 1),
  audioFileToDelete: seededId(organization, '020', 2),
  person: seededId(organization, '030', 1).replaceAll('-', '').slice(-24),
  queue: seededId(organization, '040', 1),
  agent: seededId(organization, '050', 1),
  businessHours: seededId(organization, '060', 1),
};

export interface Sample {
  readonly method: string;
  /** Where it is in the vendor's document. */
  readonly documented: string;
  /** `{org}` is the demo organization. */
  readonly url: string;
  readonly body?: unknown;
}

const dayAgo = Date.now() - 24 * 60 * 60_000;
const tomorrow = Date.now() + 24 * 60 * 60_000;
const cadVariable = '/organization/{orgid}/cad-variable/{id}';
const audioFile = '/organization/{orgid}/audio-file/{id}';

/** One request to each operation that succeeds. */
export const samples: readonly Sample[] = [
  {
    method: 'POST',
    documented: '/search',
    url: '/search?orgId={org}',
    body: { query: `{ task(from: ${dayAgo} to: ${tomorrow}) { tasks { id owner { id name } } } }`, variables: {} },
  },
  { method: 'GET', documented: '/organization/{orgid}/v2/cad-variable', url: '/organization/{org}/v2/cad-variable?page=0&pageSize=3' },
  { method: 'GET', documented: cadVariable, url: `/organization/{org}/cad-variable/${ids.cadVariable}` },
  {
    method: 'PUT',
    documented: cadVariable,
    url: `/organization/{org}/cad-variable/${ids.cadVariable}`,
    body: {
      name: 'EmergencyClosed',
      active: true,
      agentEditable: false,
      agentViewable: false,
      reportable: false,
      variableType: 'String',
      defaultValue: 'closed',
      version: 0,
    },
  },
  { method: 'GET', documented: audioFile, url: `/organization/{org}/audio-file/${ids.audioFile}` },
  {
    method: 'PUT',
    documented: audioFile,
    url: `/organization/{org}/audio-file/${ids.audioFile}`,
    body: { audioFileInfo: { name: 'hello.wav', contentType: 'AUDIO_WAV' }, audioFile: 'UklGRg==' },
  },
  { method: 'DELETE', documented: audioFile, url: `/organization/{org}/audio-file/${ids.audioFileToDelete}` },
  {
    method: 'GET',
    documented: '/organization/{orgid}/contact-service-queue/{id}',
    url: `/organization/{org}/contact-service-queue/${ids.queue}`,
  },
  { method: 'GET', documented: '/organization/{orgid}/user/{id}', url: `/organization/{org}/user/${ids.agent}` },
  {
    method: 'GET',
    documented: '/organization/{orgid}/business-hours/{id}',
    url: `/organization/{org}/business-hours/${ids.businessHours}`,
  },
  {
    method: 'GET',
    documented: '/admin/v1/api/person/workspace-id/{workspaceId}/aliases/{aliases}',
    url: `/admin/v1/api/person/workspace-id/${workspaceId}/aliases/+14155550100`,
  },
  {
    method: 'POST',
    documented: '/publish/v1/api/event',
    url: `/publish/v1/api/event?workspaceId=${workspaceId}`,
    body: {
      id: 'b0a4c3f2-0001',
      specversion: '1.0',
      type: 'task:new',
      source: 'flow',
      identity: '+14155550100',
      identitytype: 'phone',
      datacontenttype: 'application/json',
      data: { destination: '+18005550199' },
    },
  },
  {
    method: 'GET',
    documented: '/v1/api/events/workspace-id/{workspaceId}',
    url: `/v1/api/events/workspace-id/${workspaceId}?identity=${encodeURIComponent('+14155550100')}&filter=${encodeURIComponent('type=="task:new"')}&pageSize=5`,
  },
  {
    method: 'GET',
    documented: '/v1/api/progressive-profile-view/workspace-id/{workspaceId}/person-id/{personId}/template-id/{templateId}',
    url: `/v1/api/progressive-profile-view/workspace-id/${workspaceId}/person-id/${ids.person}/template-id/contacts`,
  },
  {
    method: 'GET',
    documented: '/v1/queues/statistics',
    url: `/v1/queues/statistics?from=${dayAgo}&to=${tomorrow}&interval=30&queueIds=${ids.queue}`,
  },
  {
    method: 'GET',
    documented: '/v1/agents/statistics',
    url: `/v1/agents/statistics?from=${dayAgo}&to=${tomorrow}&agentIds=${ids.agent}&agentIds=unknown`,
  },
  { method: 'GET', documented: '/v1/ewt', url: `/v1/ewt?queueId=${ids.queue}&lookbackMinutes=60` },
  { method: 'GET', documented: '/v1/tasks', url: `/v1/tasks?from=${dayAgo}&pageSize=5` },
  {
    method: 'POST',
    documented: '/v1/tasks',
    url: '/v1/tasks',
    body: { destination: '+14155550100', entryPointId: ids.queue, mediaType: 'telephony', outboundType: 'CALLBACK' },
  },
];

/** The path in the form of the vendor's document. */
export function documentedPath(path: string): string {
  return path.replaceAll(/:(\w+)/g, '{$1}');
}
