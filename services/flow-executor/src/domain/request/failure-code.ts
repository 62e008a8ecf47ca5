import type { Refusal } from '../gate/connector-record.ts';
import { refusals } from '../gate/connector-record.ts';

/** Why an HTTP Request got no response that the flow can use. */
export const failureMessages = {
  TIMEOUT: 'no complete response arrived within the response timeout',
  DNS: 'the name of the host could not be resolved',
  TLS: 'no trusted encrypted connection could be made',
  CONNECT: 'no connection could be made',
  CONNECTOR_INACTIVE: 'the connector is not active',
  CONNECTOR_DELETED: 'the connector is deleted',
  CONTROL_PLANE_STALE: 'the state of the connector is not known',
  ACCESS_DENIED: 'the connector or the platform does not permit this request',
  TOKEN_UNAVAILABLE: 'no access token could be obtained for the connector',
  RATE_LIMITED: 'the request would exceed the rate that is permitted',
  BREAKER_OPEN: 'the endpoint failed too often, it is left alone for a while',
  RESPONSE_TOO_LARGE: 'the response is larger than is permitted',
  PARSE: 'the response could not be parsed into the flow variables',
} as const;
export type FailureCode = keyof typeof failureMessages;

export function isRefusal(code: FailureCode): code is Refusal {
  return (refusals as readonly string[]).includes(code);
}
