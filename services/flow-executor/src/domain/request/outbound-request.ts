import type { FailureCode } from './failure-code.ts';

/** What the caller is to send, every template rendered. */
export type OutboundRequest = ConnectorRequest | OpenRequest;

interface AnyRequest {
  readonly activityId: string;
  readonly activityLabel: string;
  /** Upper case. */
  readonly method: string;
  /** Without those that the platform sets itself. */
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  readonly body: string | undefined;
  readonly timeoutMs: number;
  /** How often a 5xx may be tried again. */
  readonly retries: number;
}

export interface ConnectorRequest extends AnyRequest {
  readonly mode: 'connector';
  readonly connectorId: string;
  /** Encoded and checked: `/v1/agents`; to be appended to the path of the connector's base URL. */
  readonly path: string;
  /** Encoded, without the question mark; may be empty. */
  readonly search: string;
}

export interface OpenRequest extends AnyRequest {
  readonly mode: 'open';
  /** Absolute, http or https, without credentials. */
  readonly url: string;
}

/** What came of it. */
export type RequestAnswer = ResponseReceived | RequestFailed;

export interface ResponseReceived {
  readonly kind: 'response';
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface RequestFailed {
  readonly kind: 'failure';
  readonly code: FailureCode;
  /** The connector that is to blame, where it is not the request's own. */
  readonly connectorId?: string | undefined;
}
