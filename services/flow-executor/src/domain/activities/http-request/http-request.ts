import { readDocument } from '../../documents/read-document.ts';
import { methods } from '../../request/access-level.ts';
import { type FailureCode, failureMessages } from '../../request/failure-code.ts';
import { UnusableUrl } from '../../request/open-url.ts';
import type { OutboundRequest, RequestAnswer, ResponseReceived } from '../../request/outbound-request.ts';
import { UnsafePath } from '../../request/request-path.ts';
import type { Value } from '../../values/value.ts';
import { type ActivityKind, type ActivityScope, exitBy, type Step } from '../activity.ts';
import type { ActivitySource } from '../activity-source.ts';
import { compileDocumentType } from '../data/content-type.ts';
import { OutputRows } from '../data/output-rows.ts';
import { compileBody } from './request-body.ts';
import { compileHeaders } from './request-headers.ts';
import { RequestRefused } from './request-refused.ts';
import { compilePath, compileUrl } from './request-target.ts';

const answered = exitBy('default');

/** Every status leaves by the one exit; a request without a response fails. */
export const httpRequest: ActivityKind = {
  exits: () => ['default'],
  compile(source) {
    const render = compileRequest(source);
    const rows = OutputRows.compile(source);
    const read = reader(source, rows);
    const { label } = source;
    return {
      run: (scope) => requested(scope, label, render),
      resume: (scope, answer) => settled(scope, label, { rows, read }, answer),
    };
  },
};

function compileRequest(source: ActivitySource): (scope: ActivityScope) => OutboundRequest {
  const mode = isConnectorMode(source) ? 'connector' : 'open';
  const method = methodOf(source);
  const headersOf = compileHeaders(source, mode);
  const body = compileBody(source, method);
  const targetOf = compileTarget(source, mode);
  const fixed = {
    activityId: source.id,
    activityLabel: source.label,
    method,
    timeoutMs: source.integer('httpResponseTimeout', { fallback: 2_000, min: 1, max: 60_000 }),
    retries: source.integer('retryAttempts', { fallback: 1, min: 0, max: 3 }),
  };
  return (scope) => {
    const { headers, contentType } = headersOf(scope);
    const rendered = body(scope);
    return {
      ...fixed,
      ...targetOf(scope),
      headers: rendered.headers ? { ...rendered.headers, ...headers } : headers,
      contentType: rendered.isTypeFixed ? rendered.contentType : (contentType ?? rendered.contentType),
      body: rendered.body,
    };
  };
}

type Target = { mode: 'connector'; connectorId: string; path: string; search: string } | { mode: 'open'; url: string };

function compileTarget(source: ActivitySource, mode: Target['mode']): (scope: ActivityScope) => Target {
  if (mode === 'open') {
    const urlOf = compileUrl(source);
    return (scope) => ({ mode, url: urlOf(scope) });
  }
  const pathOf = compilePath(source);
  const connectorId = source.connectorId ?? '';
  return (scope) => ({ mode, connectorId, ...pathOf(scope) });
}

function isConnectorMode(source: ActivitySource): boolean {
  return source.kind === 'http-request' || source.flag('authenticated');
}

function methodOf(source: ActivitySource): string {
  const method = source.required('httpRequestMethod').trim().toUpperCase();
  if (method !== '' && !(methods as readonly string[]).includes(method)) {
    source.error('flow.method-unknown', `the method ${method} is not known: choose one of ${methods.join(', ')}`);
  }
  return method;
}

function requested(scope: ActivityScope, label: string, render: (scope: ActivityScope) => OutboundRequest): Step {
  try {
    return { kind: 'request', request: render(scope) };
  } catch (error) {
    if (error instanceof UnsafePath || error instanceof RequestRefused) return failed(scope, label, 'ACCESS_DENIED', error.message);
    if (error instanceof UnusableUrl) return failed(scope, label, 'CONNECT', error.message);
    throw error;
  }
}

interface ParseSettings {
  readonly rows: OutputRows;
  read(body: string): Value;
}

function reader(source: ActivitySource, rows: OutputRows): ParseSettings['read'] {
  const type = rows.isEmpty ? 'JSON' : compileDocumentType(source);
  return (body) => readDocument(type, body);
}

function settled(scope: ActivityScope, label: string, { rows, read }: ParseSettings, answer: RequestAnswer): Step {
  if (answer.kind === 'failure') return failed(scope, label, answer.code);
  const { statusCode, body } = answer;
  scope.setOutputs(label, outputsOf(answer, ''));
  if (rows.isEmpty || body.trim() === '') return answered;
  const step = rows.assign(() => read(body), scope);
  if (step.kind === 'exit' || !isSuccess(statusCode)) return answered;
  scope.setOutputs(label, outputsOf(answer, 'PARSE'));
  return step;
}

/** An error page that is cannot be parsed is no failure: the flow branches on its status. */
const isSuccess = (statusCode: number) => statusCode >= 200 && statusCode < 300;

function failed(scope: ActivityScope, label: string, code: FailureCode, message: string = failureMessages[code]): Step {
  scope.setOutputs(label, outputsOf({ statusCode: 0, headers: {}, body: '' }, code));
  return { kind: 'failed', port: 'error', code, message };
}

/** Without a response the status is 0, which no server sends. */
function outputsOf({ statusCode, headers, body }: Omit<ResponseReceived, 'kind'>, failurecode: FailureCode | '') {
  const named: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) named[name.toLowerCase()] = value;
  return { httpstatuscode: statusCode, httpresponsebody: body, httpresponseheaders: named, failurecode };
}
