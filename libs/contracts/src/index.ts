export { authzEvents, OrganizationLicenceChanged, RoleAssigned, RoleRevoked } from './authz/events.ts';
export {
  Action,
  AssignRoleRequest,
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
} from './authz/http.ts';
export { Licence, Role } from './authz/organization.ts';
export { AccessLevel, ConnectorAction, ConnectorKind, ConnectorState, HaltMode, scopesOf } from './connector-registry/connector.ts';
export { ConnectorStateRecord, connectorLifecycle, connectorState } from './connector-registry/events.ts';
export {
  Connector,
  ConnectorList,
  ConnectorListQuery,
  ConnectorSnapshot,
  ConnectorSnapshotQuery,
  ConnectorSummary,
  CreateConnectorRequest,
  DeactivateConnectorRequest,
  FlowLabel,
  ImpactPreview,
  Operation,
  OperationQuery,
  Reference,
  ReferenceList,
  ReplaceReferencesRequest,
  UpdateConnectorRequest,
} from './connector-registry/http.ts';
export { EventEnvelope, type OutgoingEvent } from './event-envelope.ts';
export { Command } from './flow-executor/command.ts';
export { FlowDetached, FlowPublished, flowLifecycle } from './flow-executor/events.ts';
export {
  Contact,
  Execution,
  Flow,
  FlowList,
  FlowListQuery,
  FlowSummary,
  ImportFlowRequest,
  OnConnectorInactive,
  Outcome,
  PublishedVersion,
  PublishFlowRequest,
  StartExecutionRequest,
  ValidationResult,
  ValidationRow,
} from './flow-executor/http.ts';
export { ConnectorId, ExecutionId, FlowId, OperationId, OrganizationId } from './ids.ts';
export { Problem } from './problem.ts';
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
