import { isNativeError } from 'node:util/types';
import { AddressRefused, NameNotResolved } from '@patchbay/egress';
import { BreakerOpen, BulkheadFull } from '@patchbay/resilience';
import { errors } from 'undici';
import type { FailureCode } from '../../domain/request/failure-code.ts';
import { RequestFailure } from './request-failure.ts';

/** By the code of the system, of TLS or of undici; what is not listed is looked up by its beginning below. */
const byCode: Readonly<Record<string, FailureCode>> = {
  ENOTFOUND: 'DNS',
  EBADNAME: 'DNS',
  ENODATA: 'DNS',
  ESERVFAIL: 'DNS',
  ECONNREFUSED: 'CONNECT',
  ECONNRESET: 'CONNECT',
  ECONNABORTED: 'CONNECT',
  EPIPE: 'CONNECT',
  EHOSTUNREACH: 'CONNECT',
  EHOSTDOWN: 'CONNECT',
  ENETUNREACH: 'CONNECT',
  ENETDOWN: 'CONNECT',
  EADDRNOTAVAIL: 'CONNECT',
  EACCES: 'CONNECT',
  EMFILE: 'CONNECT',
  ETIMEDOUT: 'CONNECT',
  UND_ERR_CONNECT_TIMEOUT: 'CONNECT',
  UND_ERR_SOCKET: 'CONNECT',
  UND_ERR_CLOSED: 'CONNECT',
  UND_ERR_DESTROYED: 'CONNECT',
  UND_ERR_HEADERS_TIMEOUT: 'TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'TIMEOUT',
  UND_ERR_HEADERS_OVERFLOW: 'RESPONSE_TOO_LARGE',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'RESPONSE_TOO_LARGE',
  ERR_BUFFER_TOO_LARGE: 'RESPONSE_TOO_LARGE',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'PARSE',
  // A method or a header that cannot be written down.
  UND_ERR_INVALID_ARG: 'ACCESS_DENIED',
  EPROTO: 'TLS',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS',
  HOSTNAME_MISMATCH: 'TLS',
};

const byBeginning: readonly (readonly [RegExp, FailureCode])[] = [
  [/^EAI_/, 'DNS'],
  [/^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|ERROR_IN_CERT)/, 'TLS'],
  [/^(Z_|ERR__ERROR_FORMAT|ERR_BROTLI|ERR_ZSTD)/, 'PARSE'],
];

/** What the flow is told, or undefined for an error that nobody foresaw: a bug. */
export function failureOf(error: unknown): FailureCode | undefined {
  if (error instanceof RequestFailure) return error.failure;
  if (error instanceof AddressRefused) return 'ACCESS_DENIED';
  if (error instanceof NameNotResolved) return 'DNS';
  if (error instanceof BreakerOpen) return 'BREAKER_OPEN';
  if (error instanceof BulkheadFull) return 'RATE_LIMITED';
  // Its code may be missing.
  if (error instanceof errors.HTTPParserError) return 'PARSE';
  if (!isNativeError(error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const { code } = error;
  return byCode[code] ?? byBeginning.find(([beginning]) => beginning.test(code))?.[1];
}
