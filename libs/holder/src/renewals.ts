import type { HeldConnector, LeaseGrant, RenewLeaseRequest } from '@patchbay/contracts';
import {
  type ConnectorRecord,
  type Grant,
  type HolderEffects,
  type HolderState,
  receiveGrant,
  renew,
  renewDueAt,
  renewFailed,
} from '@patchbay/halt-protocol';
import { ClockRate, type HolderClock, momentOf } from './clock.ts';
import type { RegistryClient } from './registry-client.ts';
import { RegistryRefused } from './registry-refused.ts';

interface RenewalsOptions<R extends ConnectorRecord> {
  state: HolderState<R>;
  clock: HolderClock;
  client: Pick<RegistryClient, 'renew' | 'readSnapshot' | 'addresses'>;
  organizationId: string | null;
  keep: (told: HeldConnector) => R;
  onGrant: (effects: HolderEffects<R>) => void;
  problem: (what: string, error: unknown) => void;
}

type Pages<R> = Awaited<ReturnType<typeof readPages<R>>>;
const readPages = <R>(client: Pick<RegistryClient, 'readSnapshot'>, keep: (told: HeldConnector) => R) => client.readSnapshot(keep);

/** Every replica has been asked in vain. */
const pauseMs = 250;
const longestAttemptMs = 1_000;
const shortestAttemptMs = 250;
/** Its grant brings everything. */
const firstAttemptMs = 2_000;

/** RENEWs, one at a time: each second, at once when something is missing, and at the next replica when one does not answer. */
export class Renewals<R extends ConnectorRecord> {
  readonly clockRate = new ClockRate();
  private notBefore = Number.NEGATIVE_INFINITY;
  private failures = 0;
  private wanted = false;
  private running: Promise<void> | undefined;
  /** More connectors than the registry puts into one grant: read page by page. */
  private wantsPages = false;
  private pages: Pages<R> | undefined;

  constructor(private readonly options: RenewalsOptions<R>) {}

  /** To be called often. */
  tick(): void {
    const { state, clock } = this.options;
    if (this.running || state.phase === 'LEFT') return;
    const nowMs = clock.monotonicMs();
    if (nowMs < this.notBefore || (!this.wanted && this.failures === 0 && nowMs < renewDueAt(state))) return;
    this.running = this.attempt().finally(() => {
      this.running = undefined;
      if (this.wanted || (this.failures > 0 && this.notBefore === Number.NEGATIVE_INFINITY)) this.tick();
    });
  }

  /** Without waiting for the next time; one that is under way may have been read too early. */
  now(): void {
    this.wanted = true;
    this.tick();
  }

  private async attempt(): Promise<void> {
    try {
      this.wanted = false;
      await this.renew();
      this.failures = 0;
      this.notBefore = Number.NEGATIVE_INFINITY;
    } catch (error) {
      this.failed(error);
    }
  }

  /** The next replica is asked at once; when all of them have failed, a moment later. */
  private failed(error: unknown): void {
    const { client, clock, problem } = this.options;
    if (error instanceof RegistryRefused && error.details.problem === 'lease.snapshot-too-large') {
      this.wantsPages = true;
      this.pages = undefined;
      this.wanted = true;
      return;
    }
    problem('the lease could not be renewed', error);
    this.failures++;
    const everybodyAsked = this.failures % client.addresses.count === 0;
    this.notBefore = everybodyAsked ? clock.monotonicMs() + pauseMs : Number.NEGATIVE_INFINITY;
  }

  private async renew(): Promise<void> {
    const { state, clock, client, keep, onGrant } = this.options;
    if (this.wantsPages) this.pages ??= await readPages(client, keep);
    const { pages } = this;
    const at = momentOf(clock);
    this.clockRate.observe(at);
    const message = renew(state, at);
    const { instanceId: _instanceId, type: _type, ...told } = message;
    try {
      const answer = await client.renew(this.bodyOf(told, pages), this.attemptMs());
      onGrant(receiveGrant(state, completed(answer, pages, keep), momentOf(clock)));
      this.wantsPages = false;
      this.pages = undefined;
    } finally {
      renewFailed(state, message.nonce);
    }
  }

  private bodyOf(told: Omit<RenewLeaseRequest, 'organizationId'>, pages: Pages<R> | undefined): RenewLeaseRequest {
    const clockRate = this.clockRate.value;
    return {
      ...told,
      organizationId: this.options.organizationId as RenewLeaseRequest['organizationId'],
      ...(clockRate !== undefined && { clockRate }),
      ...(pages && { since: { epoch: pages.epoch, seq: pages.seq } }),
    };
  }

  /** Short enough that another replica can still save the lease. */
  private attemptMs(): number {
    const { phase, leaseMs } = this.options.state;
    if (phase === 'SYNCING') return firstAttemptMs;
    return Math.min(longestAttemptMs, Math.max(shortestAttemptMs, leaseMs / 4));
  }
}

/** Changes since the pages were read make a snapshot of them. */
function completed<R extends ConnectorRecord>(answer: LeaseGrant, pages: Pages<R> | undefined, keep: (told: HeldConnector) => R): Grant<R> {
  const { nonce, epoch, upToSeq, leaseMs } = answer;
  const terms = { type: 'GRANT', nonce, epoch, upToSeq, leaseMs } as const;
  if ('snapshot' in answer) return { ...terms, snapshot: answer.snapshot.map(keep) };
  const changes = answer.changes.map(keep);
  if (!pages) return { ...terms, changes };
  const records = new Map(pages.records.map((record) => [record.connectorId, record]));
  for (const record of changes)
    if (record.version > (records.get(record.connectorId)?.version ?? 0)) records.set(record.connectorId, record);
  return { ...terms, snapshot: [...records.values()] };
}
