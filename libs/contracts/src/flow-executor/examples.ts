import { activity, at, connectorId, executionId, flowId, operationId, use } from '../example-values.ts';

const row = {
  ...activity,
  code: 'flow.connector-without-fallback',
  severity: 'WARNING',
  message: 'a halted call of this flow ends without a destination',
};
const flowSummary = {
  flowId,
  name: 'Main line',
  owner: 'u-dev',
  version: 2,
  labels: { Live: 1, Latest: 1 },
  notRunnable: null,
  halted: null,
  locked: null,
};
const importFlow = {
  export: { name: 'Main line', process: { activities: {}, links: [] } },
  connectors: { 'WxCC API': connectorId },
  onConnectorInactive: 'HALT',
  fallbackDestination: 'Emergency queue',
};
const flowVersion = {
  flowId,
  versionNumber: 3,
  state: 'PUBLISHED',
  labels: ['Live', 'Latest'],
  name: 'Main line',
  comment: 'first',
  publishedBy: 'u-dev',
  publishedAt: at,
  onConnectorInactive: 'HALT',
  fallbackDestination: 'Emergency queue',
  connectors: [{ connectorId, activities: [use] }],
};
const compared = { ...activity, kind: 'http-request-v2' };
const link = { source: 'Welcome', port: 'default', target: 'FindQueue' };
const contact = { ani: '+15550100', dnis: '+15550199', interactionId: 'i-1' };
const play = { type: 'play', activityLabel: 'Welcome', prompts: [{ type: 'tts', value: 'Hello' }], interruptible: true };
const wait = { activityId: 'a-2', activityLabel: 'Menu', expects: ['digits', 'timeout', 'invalid'], timeoutSeconds: 5 };
const step = {
  at,
  ...activity,
  kind: 'http-request-v2',
  port: 'default',
  changed: [{ variable: 'isOpen', value: 'true' }],
  request: { method: 'GET', target: '/v1/switches/100', statusCode: 200, durationMs: 3.2 },
};
const execution = {
  executionId,
  flowId,
  versionNumber: 1,
  label: 'Live',
  interactionId: 'i-1',
  ani: '+15550100',
  dnis: '+15550199',
  connectorIds: [connectorId],
  state: 'ENDED',
  outcome: { type: 'ROUTED', queueId: 'q-1' },
  wait: null,
  startedAt: at,
  endedAt: at,
};
const routed = { flowId, versionNumber: 3, connectorIds: [connectorId] };

export const flowEventExamples: Readonly<Record<string, unknown>> = {
  'patchbay.FlowPublished': {
    flowId,
    name: 'Main line',
    versionNumber: 1,
    labels: ['Live', 'Latest'],
    connectorIds: [connectorId],
    actor: 'u-dev',
  },
  'patchbay.FlowLabelMoved': {
    flowId,
    name: 'Main line',
    label: 'Live',
    versionNumber: 3,
    previousVersionNumber: 4,
    connectorIds: [connectorId],
    actor: 'u-dev',
  },
  'patchbay.FlowHalted': {
    flowId,
    name: 'Main line',
    versionNumber: 3,
    connectorId,
    onConnectorInactive: 'HALT',
    fallbackDestination: 'Emergency queue',
  },
  'patchbay.FlowResumed': { flowId, name: 'Main line', versionNumber: 3, connectorId, haltedSince: at },
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
};

export const flowHttpExamples: Readonly<Record<string, unknown>> = {
  CompareVersionsQuery: { from: 2, to: 'draft' },
  Contact: contact,
  CopyFlowRequest: { name: 'Main line 2' },
  EditFlowRequest: { name: 'Main line', owner: 'u-dev' },
  DryRun: { state: 'ENDED', commands: [play], outcome: { type: 'COMPLETED' }, wait: null, trace: [step] },
  DryRunRequest: {
    contact,
    variables: { tier: 'gold' },
    responses: [{ activity: 'Ask', statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' }],
    events: [{ type: 'digits', digits: '1' }],
  },
  Execution: {
    executionId,
    flowId,
    versionNumber: 1,
    instanceId: 'executor-1',
    state: 'WAITING',
    commands: [play],
    outcome: null,
    wait,
    startedAt: at,
    durationMs: 12.5,
  },
  ExecutionList: { items: [execution], nextPageToken: 'MDE5Mg' },
  ExecutionListQuery: { pageSize: 25, interactionId: 'i-1', outcome: 'FAILED', from: '2026-03-02T00:00:00Z' },
  ExecutionSummary: execution,
  ExecutionTrace: {
    items: [{ number: 2, event: { eventId: 'e-1', type: 'digits' }, startedAt: at, durationMs: 3.5, steps: [step] }],
    nextPageToken: 'Mg',
  },
  ExecutionTraceQuery: { pageSize: 25 },
  FlowCounters: {
    flowId,
    at,
    running: 2,
    waiting: 14,
    lastMinute: { started: 30, ended: { ROUTED: 21, FAILED: 1 } },
    lastHour: { started: 1_700, ended: { ROUTED: 1_650, FAILED: 3, UNKNOWN: 1 } },
  },
  PostEventRequest: { eventId: 'e-1', event: { type: 'digits', digits: '1' } },
  Flow: { ...flowSummary, description: '', onConnectorInactive: 'HALT', fallbackDestination: null, createdAt: at, updatedAt: at },
  FlowComparison: {
    from: 2,
    to: 'draft',
    activities: { added: [compared], removed: [], changed: [{ ...compared, properties: ['httpRequestPath'] }] },
    links: { added: [link], removed: [] },
    variables: { added: ['queue'], removed: [], changed: [{ name: 'count', properties: ['type'] }] },
    settings: ['fallbackDestination'],
  },
  FlowList: { items: [flowSummary] },
  FlowListQuery: { pageSize: 25 },
  FlowSummary: flowSummary,
  FlowVersion: flowVersion,
  FlowVersionList: { items: [flowVersion] },
  ImportFlowQuery: { overwrite: 'yes' },
  ImportFlowRequest: { ...importFlow, overwrite: false },
  MoveLabelRequest: { versionNumber: 2 },
  PublishFlowRequest: { labels: ['Live'], comment: 'first', connectors: { 'WxCC API': connectorId } },
  PublishedVersion: { flowId, versionNumber: 1, labels: ['Live', 'Latest'], connectorIds: [connectorId], rows: [row] },
  OutboundHosts: { hosts: ['api.example', '*.example.com'], version: 1, updatedAt: at, updatedBy: 'u-admin' },
  ReplaceDraftRequest: importFlow,
  ReplaceOutboundHostsRequest: { hosts: ['api.example', '*.example.com', 'crm.example:8443'] },
  StartExecutionRequest: { flowId, label: 'Live', contact },
  ValidationResult: { valid: true, rows: [row] },
};
