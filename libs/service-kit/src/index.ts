export { AccessControl, type AccessNeed } from './access/access-control.ts';
export { AccessDecider } from './access/access-decider.ts';
export type { Caller } from './access/caller.ts';
export { Access, AccessInRoute, CurrentCaller, Public } from './access/decorators.ts';
export { HttpAccessDecider } from './access/http-access-decider.ts';
export {
  AccessUndecided,
  IdentityProviderUnavailable,
  LicenceRequired,
  OrganizationNotFound,
  RoleNotAllowed,
  Unauthenticated,
} from './access/refusals.ts';
export { ConfigInvalid } from './config/config-invalid.ts';
export { parseConfig } from './config/parse-config.ts';
export { kafkaVariables, postgresVariables, proxyVariables, type ServiceConfig, serviceVariables } from './config/variables.ts';
export {
  currentRequest,
  currentRequestId,
  currentTraceparent,
  type RequestContext,
  withRequestContext,
} from './context/request-context.ts';
export { requestContextOf } from './context/request-hooks.ts';
export { etagOf, parseIfMatch } from './http/etag.ts';
export { IdParam, parseId, parseRequest } from './http/request-validation.ts';
export { IdempotencyKeyReused } from './idempotency/idempotency-errors.ts';
export { ApiIdempotencyKey, parseIdempotencyKey } from './idempotency/idempotency-key.ts';
export { idempotencyProviders } from './idempotency/idempotency-providers.ts';
export {
  type GivenAnswer,
  type IdempotentOutcome,
  type IdempotentRequest,
  IdempotentRequests,
} from './idempotency/idempotent-requests.ts';
export { type ApiDescription, openApiOf } from './openapi/document.ts';
export { Clock, SystemClock } from './operations/clock.ts';
export { DatabaseLifecycle } from './operations/database-lifecycle.ts';
export { Metrics } from './operations/metrics.ts';
export { Readiness, type ReadinessCheck } from './operations/readiness.ts';
export { type ProblemAnswer, problemOf } from './problems/problem-of.ts';
export { type FieldError, HttpRefusal, RequestInvalid, UnknownResource } from './problems/request-errors.ts';
export { createService } from './process/create-service.ts';
export { Lifetime } from './process/lifetime.ts';
export { type RunOptions, runService } from './process/run-service.ts';
export type { RunningService, ServiceOptions } from './process/service-options.ts';
export { RemoteRefusal, RemoteUnavailable } from './remote/remote-errors.ts';
export { ServiceClient, type ServiceClientOptions, type ServiceRequest } from './remote/service-client.ts';
export { ServiceIdentity } from './remote/service-identity.ts';
export { ServiceKitModule, type ServiceKitOptions } from './service-kit.module.ts';
