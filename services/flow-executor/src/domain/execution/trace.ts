import type { FlowNode } from '../graph/flow-graph.ts';
import type { OutboundRequest, RequestAnswer } from '../request/outbound-request.ts';
import type { Value } from '../values/value.ts';
import type { Command } from './command.ts';
import { masked, type Secrets } from './secrets.ts';

/** One activity that was gone through. */
export interface TraceStep {
  readonly at: Date;
  readonly activityId: string;
  readonly activityLabel: string;
  readonly kind: string;
  /** Exit taken; null where it waits, ends, or begins another flow. */
  readonly port: string | null;
  readonly changed: readonly { readonly variable: string; readonly value: Value }[];
  readonly request?: TracedRequest;
  /** Shortened. */
  readonly command?: Pick<Command, 'type' | 'activityLabel'>;
  readonly failure?: { readonly code: string; readonly message: string };
}

interface TracedRequest {
  readonly method: string;
  /** Path or address, with what was asked for. */
  readonly target: string;
  readonly statusCode?: number;
  readonly failure?: string;
  readonly durationMs: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type OpenStep = Writable<TraceStep> & { changed: { variable: string; value: Value }[] };

/** Longer texts are cut: a trace tells what happened, it is no copy of the call. */
const maxText = 1_000;
const maxMembers = 100;

/** What an execution has gone through since it was last asked. Whatever comes from a secure variable is masked before it is written down. */
export class Trace {
  private steps: OpenStep[] = [];
  private open: OpenStep | undefined;
  private sentAt = 0;

  constructor(private readonly secrets: Secrets) {}

  take(): TraceStep[] {
    const { steps } = this;
    this.steps = [];
    return steps;
  }

  begin({ id, label, kind }: FlowNode, at: Date): void {
    this.open = { at, activityId: id, activityLabel: label, kind, port: null, changed: [] };
    this.steps.push(this.open);
  }

  left(port: string): void {
    if (this.open) this.open.port = port;
  }

  changed(variable: string, value: Value, isSecret: boolean): void {
    this.open?.changed.push({ variable, value: isSecret ? masked : this.shown(value) });
  }

  command(command: Command, isSecret: boolean): void {
    if (!this.open) return;
    // What it is and which activity gave it are no secrets; everything else of it may be one.
    const { type, activityLabel, ...rest } = command;
    this.open.command = { type, activityLabel, ...(isSecret ? hidden(rest) : this.shown(rest)) };
  }

  sent(request: OutboundRequest, isSecret: boolean, at: Date): void {
    this.sentAt = at.getTime();
    if (this.open) this.open.request = { method: request.method, target: isSecret ? masked : this.shown(targetOf(request)), durationMs: 0 };
  }

  answered(answer: RequestAnswer, at: Date): void {
    if (!this.open?.request) return;
    const { method, target } = this.open.request;
    const durationMs = Math.max(0, at.getTime() - this.sentAt);
    const result = answer.kind === 'response' ? { statusCode: answer.statusCode } : { failure: answer.code };
    this.open.request = { method, target, ...result, durationMs };
  }

  failed({ code, message }: { code: string; message: string }, isSecret: boolean): void {
    if (this.open) this.open.failure = { code, message: isSecret ? masked : this.shown(message) };
  }

  private shown<T>(value: T): T {
    return cut(this.secrets.maskIn(value)) as T;
  }
}

function targetOf(request: OutboundRequest): string {
  if (request.mode === 'open') return request.url;
  return request.search === '' ? request.path : `${request.path}?${request.search}`;
}

function hidden<T>(value: T): T;
function hidden(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'number') return masked;
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hidden(inner)]));
}

/** The value itself where nothing of it is too long. */
function cut(value: unknown): unknown {
  if (typeof value === 'string') return value.length > maxText ? `${value.slice(0, maxText)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const short = entries.slice(0, maxMembers).map(([key, inner]) => [key, cut(inner)] as const);
  if (short.length === entries.length && short.every(([, inner], index) => inner === entries[index]?.[1])) return value;
  return Array.isArray(value) ? short.map(([, inner]) => inner) : Object.fromEntries(short);
}
