export { authzEvents, OrganizationLicenceChanged, RoleAssigned, RoleRevoked } from './authz/events.ts';
export {
  Action,
  AssignRoleRequest,
  DecidingRole,
  EvaluationRequest,
  EvaluationResponse,
  Organization,
  PolicyDecisionPoint,
  PutLicenceRequest,
  PutOrganizationRequest,
  RefusalCode,
  ResourceType,
  RoleAssignment,
  RoleAssignmentList,
  RoleAssignmentListQuery,
} from './authz/http.ts';
export { Licence, Role } from './authz/organization.ts';
export { AccessLevel, ConnectorAction, ConnectorKind, ConnectorState, HaltMode, scopesOf } from './connector-registry/connector.ts';
export { EventFeedQuery } from './connector-registry/event-feed.ts';
export { ConnectorStateRecord, connectorLifecycle, connectorState } from './connector-registry/events.ts';
export { HaltReceipt, HolderKind } from './connector-registry/halts.ts';
export {
  ConnectorHistoryQuery,
  HistoryEntry,
  HistoryExportQuery,
  HistoryPage,
  HistoryQuery,
  HistoryVerification,
  RecordedVersion,
  RecordedVersionsQuery,
} from './connector-registry/history.ts';
export {
  AcknowledgeLeaseRequest,
  HeldConnector,
  HolderInstanceId,
  HolderList,
  HolderPush,
  HolderStreamQuery,
  LeaseGrant,
  RenewLeaseRequest,
} from './connector-registry/holders.ts';
export {
  Connector,
  ConnectorCounts,
  ConnectorList,
  ConnectorListQuery,
  ConnectorSnapshot,
  ConnectorSnapshotQuery,
  ConnectorSummary,
  ConsentHistory,
  ConsentText,
  CreateConnectorRequest,
  DeactivateConnectorQuery,
  DeactivateConnectorRequest,
  DeactivatedConnector,
  FlowLabel,
  ListedConnector,
  Reference,
  ReferenceList,
  ReferenceListQuery,
  ReplaceReferencesRequest,
  UpdateConnectorRequest,
} from './connector-registry/http.ts';
export { ImpactPreview, ImpactQuery } from './connector-registry/impact.ts';
export { mirrorBuckets, ReportDigestsRequest } from './connector-registry/mirror.ts';
export { Operation, OperationList, OperationListQuery, OperationQuery } from './connector-registry/operations.ts';
export {
  CreateScheduleQuery,
  CreateScheduleRequest,
  PlannedSchedule,
  Schedule,
  ScheduleList,
  ScheduleListQuery,
  UpdateScheduleRequest,
} from './connector-registry/schedules.ts';
export { EventEnvelope, type OutgoingEvent } from './event-envelope.ts';
export { Command } from './flow-executor/command.ts';
export {
  FlowAttached,
  FlowDetached,
  FlowHalted,
  FlowLabelMoved,
  FlowPublished,
  FlowResumed,
  flowLifecycle,
} from './flow-executor/events.ts';
export {
  Contact,
  DryRun,
  DryRunRequest,
  Execution,
  ExecutionList,
  ExecutionListQuery,
  ExecutionSummary,
  ExecutionTrace,
  ExecutionTraceQuery,
  ExecutionTurn,
  FlowCounters,
  Outcome,
  OutcomeType,
  PostEventRequest,
  StartExecutionRequest,
  TraceStep,
  Wait,
} from './flow-executor/executions.ts';
export {
  CopyFlowRequest,
  EditFlowRequest,
  Flow,
  FlowList,
  FlowListQuery,
  FlowSummary,
  ImportFlowQuery,
  ImportFlowRequest,
  OnConnectorInactive,
  PublishedVersion,
  PublishFlowRequest,
  ReplaceDraftRequest,
  ValidationResult,
  ValidationRow,
} from './flow-executor/http.ts';
export { OutboundHosts, ReplaceOutboundHostsRequest } from './flow-executor/outbound-hosts.ts';
export { RoutingOutcomesReported, routingOutcomes } from './flow-executor/outcomes.ts';
export { PlatformEvent } from './flow-executor/platform-event.ts';
export {
  CompareVersionsQuery,
  FlowComparison,
  FlowVersion,
  FlowVersionList,
  MovableLabel,
  MoveLabelRequest,
} from './flow-executor/versions.ts';
export { ConnectorId, ExecutionId, FlowId, OperationId, OrganizationId, ScheduleId } from './ids.ts';
export { Problem } from './problem.ts';
export { TimeZone } from './time-zone.ts';
export { CredentialsStatus, SaveCredentialsRequest } from './token-broker/credentials.ts';
export {
  CreateOAuthClientRequest,
  IssuedToken,
  IssueTokenRequest,
  OAuthClient,
  OAuthClientList,
  RevokedTokens,
  TokenStatus,
} from './token-broker/http.ts';
export { deadLetterTopicOf, type EventSchemas, type Topic, type TopicEvent } from './topic.ts';
export { topics } from './topics.ts';
