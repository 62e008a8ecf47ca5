import type { OrganizationData } from './organization-data.ts';

/** A request that was let in: token, organization and scope are checked, the body has the shape that the operation asks for. */
export interface OperationCall<Body = unknown> {
  readonly data: OrganizationData;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: Body;
  readonly nowMs: number;
  readonly newId: () => string;
}

export type Answer = { readonly status: number; readonly body?: unknown } | Refusal;

export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function refuse(status: number, reason: string): Refusal {
  return { status, reason };
}

export function isRefusal(answer: Answer): answer is Refusal {
  return 'reason' in answer;
}

export function param(call: Pick<OperationCall, 'params'>, name: string): string {
  return call.params[name] ?? '';
}
