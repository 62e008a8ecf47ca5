/** One valid example of every event and HTTP body, by the name of its schema: documentation, and the other side of the contract in tests. */
const organizationId = '0192f0c1-0000-7000-8000-000000000001';
const connectorId = '0192f0c1-0000-7000-8000-0000000000c1';
const flowId = '0192f0c1-0000-7000-8000-0000000000f1';
const executionId = '0192f0c1-0000-7000-8000-0000000000e1';
const operationId = '0192f0c1-0000-7000-8000-0000000000a1';
const at = '2026-03-02T09:30:00.000Z';

const summary = { connectorId, kind: 'webex-contact-center', name: 'CRM read', accessLevel: 'READ_ONLY', state: 'ACTIVE', version: 1 };
const changed = { ...summary, actor: 'u-full-admin' };
const stateRecord = { ...summary, haltMode: null };
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
const step = { name: 'revoke-tokens', state: 'PENDING', startedAt: null, finishedAt: null, waitingFor: null };
const role = { userId: 'u-full-admin', role: 'full-admin' };

export const eventExamples: Readonly<Record<string, unknown>> = {
  'patchbay.ConnectorCreated': { ...changed, consentTextVersion: '2026-01' },
  'patchbay.ConnectorUpdated': { ...changed, state: 'INACTIVE', version: 3, changedFields: ['name'] },
  'patchbay.ConnectorActivated': { ...changed, version: 4 },
  'patchbay.ConnectorDeactivated': { ...changed, state: 'INACTIVE', version: 2, haltMode: 'abort', reason: 'credential leaked' },
  'patchbay.ConnectorDeleting': { ...changed, state: 'DELETING', version: 5, operationId },
  'patchbay.ConnectorDeleted': { ...changed, state: 'DELETED', version: 6, operationId },
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
  'patchbay.RoleAssigned': { ...role, actor: 'u-operator' },
  'patchbay.RoleRevoked': { ...role, actor: 'u-operator' },
  'patchbay.OrganizationLicenceChanged': { licence: 'FLEX3', previous: null, actor: 'u-operator' },
};

export const httpExamples: Readonly<Record<string, unknown>> = {
  AssignRoleRequest: role,
  Connector: {
    ...summary,
    organizationId,
    description: '',
    scopes: ['cjp:config', 'cjp:config_read'],
    consent: { userId: 'u-full-admin', accessLevel: 'READ_ONLY', textVersion: '2026-01', at },
    allowedActions: ['deactivate'],
    createdAt: at,
    updatedAt: at,
  },
  ConnectorList: { items: [summary], nextPageToken: 'MDE5Mg' },
  ConnectorListQuery: { pageSize: 50, state: 'ACTIVE' },
  ConnectorSnapshot: { registryEpoch: 1, upToSeq: 12, items: [{ ...stateRecord, organizationId }] },
  ConnectorSnapshotQuery: { pageSize: 1_000 },
  ConnectorSummary: summary,
  Contact: contact,
  CreateConnectorRequest: { kind: 'webex-contact-center', name: 'CRM read', description: '', accessLevel: 'READ_ONLY', authorized: true },
  CreateOAuthClientRequest: {
    issuer: 'https://idp.example',
    clientId: 'contact-center',
    clientSecret: 'only-written-never-read',
    apiBaseUrl: 'https://api.wxcc.example',
  },
  DeactivateConnectorRequest: { mode: 'abort', reason: 'credential leaked' },
  EvaluationRequest: {
    subject: { type: 'user', id: 'u-full-admin' },
    action: { name: 'connector.create' },
    resource: { type: 'connector', id: '*', properties: { organizationId } },
  },
  EvaluationResponse: { decision: false, context: { reason: { code: 'role-not-allowed', message: 'your role may not do this' } } },
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
  ImpactPreview: { connector: summary, references: [reference], impactedFlows: 1, withoutFallback: 0 },
  ImportFlowRequest: importFlow,
  IssuedToken: { accessToken: 'opaque', expiresAt: at, resource: 'https://api.wxcc.example', connectorVersion: 1 },
  IssueTokenRequest: { connectorVersion: 1 },
  OAuthClient: {
    oauthClientId: '0192f0c1-0000-7000-8000-0000000000d1',
    issuer: 'https://idp.example',
    clientId: 'contact-center',
    apiBaseUrl: 'https://api.wxcc.example',
    createdAt: at,
  },
  OAuthClientList: { items: [] },
  Operation: {
    operationId,
    kind: 'deletion',
    organizationId,
    connectorId,
    state: 'RUNNING',
    steps: [{ ...step, name: 'detach-flows', state: 'RUNNING', startedAt: at, waitingFor: 'flow-executor' }, step],
    remainingReferences: 1,
    requestedBy: 'u-full-admin',
    createdAt: at,
    finishedAt: null,
  },
  OperationQuery: { waitMs: 10_000 },
  Organization: { organizationId, name: 'Demo', licence: 'FLEX3', createdAt: at },
  PolicyDecisionPoint: {
    policy_decision_point: 'https://authz.example',
    access_evaluation_endpoint: 'https://authz.example/access/v1/evaluation',
  },
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
  PutOrganizationRequest: { name: 'Demo', licence: 'FLEX3' },
  Reference: reference,
  ReferenceList: { items: [reference] },
  ReplaceReferencesRequest: {
    flowName: 'Main line',
    owner: 'u-dev',
    hasFallback: true,
    versions: [{ versionNumber: 1, labels: ['Live', 'Latest'], uses: [{ connectorId, connectorVersion: 1, activities: [use] }] }],
  },
  RevokedTokens: { revoked: 2 },
  RoleAssignment: { ...role, assignedAt: at, assignedBy: 'u-operator' },
  RoleAssignmentList: { items: [] },
  StartExecutionRequest: { flowId, label: 'Live', contact },
  TokenStatus: { connectorId, connectorState: 'ACTIVE', connectorVersion: 1, outstanding: 1, lastIssuedAt: at },
  UpdateConnectorRequest: { name: 'CRM', accessLevel: 'READ_WRITE', authorized: true },
  ValidationResult: { valid: true, rows: [row] },
};
