import type { ConnectorId, FlowId, OperationId, OrganizationId, ScheduleId } from '../ids.ts';
import { canonicalJson, type Json } from './canonical-json.ts';

export interface Actor {
  kind: 'user' | 'service';
  id: string;
  /** Those that the actor had in the organization when it was decided that he may. */
  roles: readonly string[];
}

/** What somebody did, or tried to do and was refused. */
export interface HistoryDraft {
  at: Date;
  /** In the words of authorization where there is a word, such as `connector.deactivate`. */
  action: string;
  outcome: 'DONE' | 'REFUSED';
  actor: Actor;
  /** Null for what the service did by itself, on behalf of the actor. */
  remoteAddress: string | null;
  requestId: string | null;
  connectorId: ConnectorId | null;
  flowId: FlowId | null;
  operationId: OperationId | null;
  /** Absent where no schedule is concerned, so that the hash of such an entry is what it was before there were schedules. */
  scheduleId?: ScheduleId | undefined;
  /** In the words of the actor. */
  reason: string | null;
  /** Of a refusal: the code that was answered. */
  code: string | null;
  before: Json;
  after: Json;
}

export interface HistoryEntry extends HistoryDraft {
  organizationId: OrganizationId;
  /** 1, 2, ... in each organization. */
  seq: number;
  /** Over the hash of the entry before and everything in this one. */
  hash: string;
}

/** Before the first entry of an organization. */
export const genesisHash = '0'.repeat(64);

/** What the hash of an entry is taken over. */
export function linkOf(previousHash: string, { hash: _, at, actor: { kind, id, roles }, ...rest }: HistoryEntry): string {
  return `${previousHash}\n${canonicalJson({ ...rest, at: at.toISOString(), actor: { kind, id, roles } })}`;
}

export interface Head {
  seq: number;
  hash: string;
}

/** Where a chain is broken: the first entry that is not what it was, and how that shows. */
export interface BrokenLink {
  seq: number;
  problem: 'missing' | 'changed' | 'beyond-the-head';
}

/** Follows a chain, entry after entry from the first on. */
export class ChainCheck {
  private last: Head = { seq: 0, hash: genesisHash };
  private broken: BrokenLink | undefined;

  constructor(private readonly hashOf: (text: string) => string) {}

  /** @returns false when there is no sense in going on */
  follow(entry: HistoryEntry): boolean {
    if (entry.seq !== this.last.seq + 1) this.broken = { seq: this.last.seq + 1, problem: 'missing' };
    else if (entry.hash !== this.hashOf(linkOf(this.last.hash, entry))) this.broken = { seq: entry.seq, problem: 'changed' };
    else this.last = { seq: entry.seq, hash: entry.hash };
    return this.broken === undefined;
  }

  /** @param head what was noted beside the chain with its last entry; undefined when nothing was ever written */
  end(head: Head | undefined): { entries: number; head: Head; broken: BrokenLink | undefined } {
    const { last } = this;
    return { entries: last.seq, head: last, broken: this.broken ?? brokenEnd(last, head ?? { seq: 0, hash: genesisHash }) };
  }
}

function brokenEnd(last: Head, head: Head): BrokenLink | undefined {
  if (head.seq > last.seq) return { seq: last.seq + 1, problem: 'missing' };
  if (head.seq < last.seq) return { seq: head.seq + 1, problem: 'beyond-the-head' };
  return head.hash === last.hash ? undefined : { seq: last.seq, problem: 'changed' };
}
