import { holderExamples } from './connector-registry/holder-examples.ts';
import { tokenBrokerExamples } from './token-broker/examples.ts';

/** One valid example of every event and HTTP body, by the name of its schema: documentation, and the other side of the contract in tests. */
const organizationId = '0192f0c1-0000-7000-8000-000000000001';
const connectorId = '0192f0c1-0000-7000-8000-0000000000c1';
const flowId = '0192f0c1-0000-7000-8000-0000000000f1';
const executionId = '0192f0c1-0000-7000-8000-0000000000e1';
const operationId = '0192f0c1-0000-7000-8000-0000000000a1';
const at = '2026-03-02T09:30:00.000Z';

const summary = { connectorId, kind: 'webex-contact-center', name: 'CRM read', accessLevel: 'READ_ONLY', state: 'ACTIVE', version: 1 };
const changed = { ...summary, actor: 'u-full-admin' };
const stateRecord = { ...summary, haltMode: null, staleGraceMs: 0 };
const activity = { activityId: 'a-1', activityLabel: 'FindQueue' };
const use = { ...activity, method: 'GET' };
const reference = {
  connectorId,
  flowId,
  flowName: 'Main line',
  owner: 'u-dev',
  versionNumber: 3,
  labels: ['Live', 'Latest'],
  hasFallback: true,
  activities: [use],
};
const row = {
  ...activity,
  code: 'flow.connector-without-fallback',
  severity: 'WARNING',
  message: 'a halted call of this flow ends without a destination',
};
const flowSummary = { flowId, name: 'Main line', owner: 'u-dev', version: 2, labels: { Live: 1, Latest: 1 }, notRunnable: null };
const importFlow = {
  export: { name: 'Main line', process: { activities: {}, links: [] } },
  connectors: { 'WxCC API': connectorId },
  onConnectorInactive: 'HALT',
  fallbackDestination: 'Emergency queue',
};
const contact = { ani: '+15550100', dnis: '+15550199', interactionId: 'i-1' };
const play = { type: 'play', activityLabel: 'Welcome', prompts: [{ type: 'tts', value: 'Hello' }], interruptible: true };
const step = {
  name: 'revoke-tokens',
  state: 'PENDING',
  startedAt: null,
  finishedAt: null,
  participant: 'token-broker',
  waitingFor: null,
};
const historyEntry = {
  seq: 7,
  organizationId,
  at: '2026-01-02T12:00:00.000Z',
  action: 'connector.deactivate',
  outcome: 'DONE',
  actor: { kind: 'user', id: 'u-1', roles: ['full-admin'] },
  remoteAddress: '203.0.113.9',
  requestId: 'r-1',
  connectorId,
  flowId: null,
  operationId,
  reason: 'leaked credentials',
  code: null,
  before: { state: 'ACTIVE', version: 1 },
  after: { state: 'INACTIVE', version: 2 },
  hash: 'a4'.repeat(32),
};

const operation = {
  operationId,
  kind: 'deletion',
  organizationId,
  connectorId,
  connectorVersion: 3,
  state: 'RUNNING',
  steps: [
    { ...step, name: 'detach-flows', state: 'RUNNING', startedAt: at, participant: 'flow-executor', waitingFor: 'flow-executor' },
    step,
  ],
  progress: { done: 2, total: 3 },
  remainingReferences: 1,
  cancellable: true,
  halt: null,
  receipt: null,
  report: null,
  requestedBy: 'u-full-admin',
  cancelledBy: null,
  createdAt: at,
  finishedAt: null,
};
const schedule = {
  scheduleId: '0192f0c1-0000-7000-8000-0000000000b1',
  connectorId,
  action: 'window',
  at: '2026-03-03T02:00',
  until: '2026-03-03T04:00',
  timeZone: 'Europe/Berlin',
  mode: 'drain',
  reason: 'rotation of the credential',
  state: 'PENDING',
  steps: [
    { action: 'deactivate', dueAt: '2026-03-03T01:00:00.000Z', state: 'PENDING', endedAt: null, problem: null },
    { action: 'activate', dueAt: '2026-03-03T03:00:00.000Z', state: 'PENDING', endedAt: null, problem: null },
  ],
  version: 1,
  plannedBy: 'u-full-admin',
  createdAt: at,
};
const routed = { flowId, versionNumber: 3, connectorIds: [connectorId] };
const role = { userId: 'u-full-admin', role: 'full-admin' };

export const eventExamples: Readonly<Record<string, unknown>> = {
  'patchbay.ConnectorCreated': { ...changed, consentTextVersion: '2026-01' },
  'patchbay.ConnectorUpdated': { ...changed, state: 'INACTIVE', version: 3, changedFields: ['name'] },
  'patchbay.ConnectorActivated': { ...changed, version: 4 },
  'patchbay.ConnectorDeactivated': {
    ...changed,
    state: 'INACTIVE',
    version: 2,
    haltMode: 'abort',
    reason: 'credential leaked',
    operationId,
  },
  'patchbay.ConnectorDeleting': { ...changed, state: 'DELETING', version: 5, operationId },
  'patchbay.ConnectorDeleted': { ...changed, state: 'DELETED', version: 6, operationId },
  'patchbay.ConnectorDeletionCancelled': { ...changed, state: 'INACTIVE', version: 6, operationId },
  'patchbay.ConnectorState': stateRecord,
  'patchbay.FlowPublished': {
    flowId,
    name: 'Main line',
    versionNumber: 1,
    labels: ['Live', 'Latest'],
    connectorIds: [connectorId],
    actor: 'u-dev',
  },
  'patchbay.FlowDetached': { flowId, connectorId, operationId, activities: [activity] },
  'patchbay.RoutingOutcomesReported': {
    instanceId: 'executor-1',
    batch: 7,
    at,
    outcomes: [
      {
        executionId,
        ...routed,
        outcome: 'HALTED',
        code: 'CONNECTOR_INACTIVE',
        startedAt: '2026-03-02T09:29:59.985Z',
        endedAt: '2026-03-02T09:29:59.990Z',
        durationMs: 5.2,
      },
    ],
    inProgress: [{ ...routed, calls: 3 }],
  },
  'patchbay.FlowAttached': { flowId, connectorId, operationId, versionNumbers: [3] },
  'patchbay.RoleAssigned': { ...role, actor: 'u-operator' },
  'patchbay.RoleRevoked': { ...role, actor: 'u-operator' },
  'patchbay.OrganizationLicenceChanged': { licence: 'FLEX3', previous: null, actor: 'u-operator' },
};

const listed = { ...summary, createdAt: at, updatedAt: at };
const consent = { userId: 'u-full-admin', accessLevel: 'READ_ONLY', textVersion: '2026-01', at };

export const httpExamples: Readonly<Record<string, unknown>> = {
  ...holderExamples,
  ...tokenBrokerExamples,
  AssignRoleRequest: role,
  ConnectorCounts: { states: { ACTIVE: 3, INACTIVE: 1, DELETING: 0, DELETED: 7 } },
  ConnectorList: { items: [listed], nextPageToken: 'MDE5Mg' },
  ConnectorListQuery: { pageSize: 50, sort: 'name', direction: 'asc', state: 'ACTIVE', q: 'crm' },
  ConnectorSnapshotQuery: { pageSize: 1_000 },
  ConnectorSummary: summary,
  ConsentHistory: { items: [consent] },
  ConsentText: { textVersion: '2026-01', texts: { READ_ONLY: 'I authorize reading.', READ_WRITE: 'I authorize reading and writing.' } },
  Contact: contact,
  CreateConnectorRequest: {
    kind: 'webex-contact-center',
    name: 'CRM read',
    description: '',
    accessLevel: 'READ_ONLY',
    authorized: true,
    staleGraceMs: 0,
  },
  DeactivateConnectorRequest: { mode: 'abort', reason: 'credential leaked' },
  EventFeedQuery: { connectorId: [connectorId] },
  EvaluationRequest: {
    subject: { type: 'user', id: 'u-full-admin' },
    action: { name: 'connector.create' },
    resource: { type: 'connector', id: '*', properties: { organizationId } },
  },
  EvaluationResponse: {
    decision: false,
    context: { reason: { code: 'role-not-allowed', message: 'your role may not do this' }, roles: ['read-only-admin'] },
  },
  Execution: {
    executionId,
    flowId,
    versionNumber: 1,
    instanceId: 'executor-1',
    commands: [play, { type: 'queue', activityLabel: 'ToSales', queueId: 'q-1', priority: 1 }],
    outcome: { type: 'ROUTED', queueId: 'q-1' },
    startedAt: at,
    durationMs: 12.5,
  },
  Flow: { ...flowSummary, description: '', onConnectorInactive: 'HALT', fallbackDestination: null, createdAt: at, updatedAt: at },
  FlowList: { items: [flowSummary] },
  FlowListQuery: { pageSize: 25 },
  FlowSummary: flowSummary,
  ImpactPreview: {
    connector: summary,
    referenceCount: 1,
    references: [reference],
    impactedFlows: 1,
    withoutFallback: 0,
    live: {
      at,
      timeZone: 'Europe/Berlin',
      callsInProgress: 3,
      callsPerMinute: 12,
      profile: Array.from({ length: 24 }, (_, hour) => ({ hour, calls: 7 * hour, average: hour })),
      quietestWindow: { from: '2026-03-02T23:00:00.000Z', to: '2026-03-03T00:00:00.000Z', expectedCalls: 0 },
      outstandingTokens: 1,
      haltBound: { ms: 5_100 },
    },
  },
  ImpactQuery: { timeZone: 'Europe/Berlin' },
  ImportFlowRequest: importFlow,
  Operation: operation,
  ConnectorHistoryQuery: { pageSize: 50, actor: 'u-1', outcome: 'REFUSED' },
  HistoryEntry: historyEntry,
  HistoryExportQuery: { connectorId, action: 'connector.deactivate' },
  HistoryPage: { items: [historyEntry], nextPageToken: 'Nw' },
  ReportDigestsRequest: { instanceId: 'executor-1', digests: Array.from({ length: 256 }, () => '00c0ffee00c0ffee') },
  HistoryQuery: { pageSize: 50, connectorId, from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00+01:00' },
  HistoryVerification: { entries: 6, head: { seq: 6, hash: 'a4'.repeat(32) }, broken: { seq: 7, problem: 'changed' } },
  OperationList: { items: [operation], nextPageToken: 'MDE5Mg' },
  OperationListQuery: { pageSize: 25, connectorId, kind: 'deletion', state: 'RUNNING' },
  OperationQuery: { waitMs: 10_000 },
  Organization: { organizationId, name: 'Demo', licence: 'FLEX3', timeZone: 'Europe/Berlin', createdAt: at },
  PolicyDecisionPoint: {
    policy_decision_point: 'https://authz.example',
    access_evaluation_endpoint: 'https://authz.example/access/v1/evaluation',
  },
  CreateScheduleQuery: { preview: 'true' },
  CreateScheduleRequest: {
    action: 'window',
    at: '2026-03-03T02:00',
    until: '2026-03-03T04:00',
    timeZone: 'Europe/Berlin',
    mode: 'drain',
    reason: 'rotation of the credential',
  },
  PlannedSchedule: {
    schedule,
    connector: summary,
    expected: { from: '2026-03-03T01:00:00.000Z', to: '2026-03-03T03:00:00.000Z', calls: 12.5 },
  },
  Schedule: schedule,
  ListedConnector: listed,
  ScheduleList: { items: [schedule], nextPageToken: 'MDE5Mg' },
  ScheduleListQuery: { pageSize: 50 },
  UpdateScheduleRequest: { at: '2026-03-03T02:30' },
  Problem: {
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    detail: 'cannot delete a connector that is ACTIVE: deactivate it first',
    code: 'connector.illegal-transition',
    allowedActions: ['deactivate'],
  },
  PublishedVersion: { flowId, versionNumber: 1, labels: ['Live', 'Latest'], connectorIds: [connectorId], rows: [row] },
  PublishFlowRequest: { labels: ['Live'], comment: 'first' },
  PutLicenceRequest: { licence: 'FLEX3' },
  PutOrganizationRequest: { name: 'Demo', licence: 'FLEX3', timeZone: 'Europe/Berlin' },
  Reference: reference,
  ReferenceList: { items: [reference], nextPageToken: 'MDE5Mg' },
  ReferenceListQuery: { pageSize: 50 },
  ReplaceReferencesRequest: {
    flowName: 'Main line',
    owner: 'u-dev',
    hasFallback: true,
    versions: [{ versionNumber: 1, labels: ['Live', 'Latest'], uses: [{ connectorId, connectorVersion: 1, activities: [use] }] }],
  },
  RoleAssignment: { ...role, assignedAt: at, assignedBy: 'u-operator' },
  RoleAssignmentList: { items: [], nextPageToken: 'MDE5Mg' },
  RoleAssignmentListQuery: { pageSize: 50 },
  StartExecutionRequest: { flowId, label: 'Live', contact },
  UpdateConnectorRequest: { name: 'CRM', accessLevel: 'READ_WRITE', authorized: true },
  ValidationResult: { valid: true, rows: [row] },
};
