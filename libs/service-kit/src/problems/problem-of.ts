import type { Problem } from '@patchbay/contracts';
import { DomainError, type ErrorKind } from '@patchbay/errors';
import { currentRequestId } from '../context/request-context.ts';
import { asRequestError } from './framework-errors.ts';
import { HttpRefusal } from './request-errors.ts';

const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'precondition-failed': 412,
  'too-large': 413,
  unavailable: 503,
} satisfies Record<ErrorKind, number>;

const titleOf: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  428: 'Precondition Required',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  body: Problem;
}

/** How any error is answered: RFC 9457 problem details. What is no DomainError is a bug, and says nothing about itself. */
export function problemOf(error: unknown, requestId: string | undefined = currentRequestId()): ProblemAnswer {
  const known = asRequestError(error);
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (!(known instanceof DomainError)) {
    return {
      status: 500,
      headers,
      body: bodyOf(500, 'internal', 'something went wrong here; the request id finds it in our logs', requestId),
    };
  }
  const refusal = known instanceof HttpRefusal ? known : undefined;
  const status = refusal?.status ?? statusOf[known.kind];
  if (known.kind === 'unavailable') headers['retry-after'] = '1';
  if (known.kind === 'unauthenticated') headers['www-authenticate'] = 'Bearer';
  Object.assign(headers, refusal?.headers);
  return { status, headers, body: { ...known.details, ...bodyOf(status, known.code, known.message, requestId) } };
}

function bodyOf(status: number, code: string, detail: string, requestId: string | undefined): Problem {
  return { type: 'about:blank', title: titleOf[status] ?? 'Error', status, detail, code, ...(requestId && { requestId }) };
}
