import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { AcknowledgeLeaseRequest, HeldConnector, type HolderPush, RenewLeaseRequest } from '@patchbay/contracts';
import {
  type Ack,
  acknowledgeLease,
  composeGrant,
  graceInForce,
  grantContent,
  type HaltReport,
  type LeaseRow,
  type LeaseTerms,
  leaseProfiles,
  leaveLease,
  renewLease,
  reportHalt,
  waitSet,
} from '@patchbay/halt-protocol';

type Change = Omit<HeldConnector, 'connectorId' | 'organizationId'> & { connectorId: string; organizationId: string };

interface Pushed extends HolderPush {
  record: HeldConnector;
}

/**
 * The registry's side of the halt protocol for tests: the rules of @patchbay/halt-protocol over HTTP, with one replica, in memory.
 * What is between it and the holders can be cut in each direction.
 */
export class HaltRegistry {
  epoch = 1;
  readonly rows = new Map<string, LeaseRow>();
  readonly acks: Ack[] = [];
  /** RENEWs that were answered. */
  renewals = 0;
  streamsOpened = 0;
  /** Pushes are sent into the void. */
  losesPushes = false;
  /** ACKs and what RENEWs say of applied changes does not arrive. */
  losesAcknowledgements = false;
  /** Requests of holders are answered with 503. */
  isAway = false;
  /** Requests of holders are taken, and never answered. */
  isFrozen = false;
  /** More than this come by `GET /v1/connector-snapshot`. */
  largestSnapshot = 5_000;
  private readonly log: Pushed[] = [];
  private readonly streams = new Map<string, ServerResponse>();
  private readonly committedAt = new Map<number, { atMs: number; members: LeaseRow[] }>();
  private readonly comments: NodeJS.Timeout;
  private server: Server | undefined;

  readonly terms: LeaseTerms;

  constructor(terms: LeaseTerms = leaseProfiles.default) {
    this.terms = terms;
    this.comments = setInterval(() => {
      for (const stream of this.streams.values()) if (!this.isFrozen) stream.write(': \n\n');
    }, 1_000).unref();
  }

  /** On a port of its own; a stub with more routes calls `handle` instead. */
  async start(): Promise<this> {
    const server = createServer((request, response) => void this.handle(request, response));
    this.server = server;
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    const address = this.server?.address() as AddressInfo | undefined;
    return `http://127.0.0.1:${address?.port}`;
  }

  async stop(): Promise<void> {
    clearInterval(this.comments);
    for (const stream of this.streams.values()) stream.end();
    const { server } = this;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  get seq(): number {
    return this.log.length;
  }

  /** Each connector as it is now. */
  connectors(): HeldConnector[] {
    return [...new Map(this.log.map(({ record }) => [record.connectorId, record])).values()];
  }

  /** Commits a change and tells it. @returns its sequence */
  change(change: Change): number {
    const record = HeldConnector.parse(change);
    const seq = this.seq + 1;
    const push = { epoch: this.epoch, seq, record };
    this.log.push(push);
    const scope = { organizationId: record.organizationId, staleGraceMs: this.graceOf(record) };
    this.committedAt.set(seq, { atMs: performance.now(), members: waitSet([...this.rows.values()], scope, Date.now()) });
    if (!this.losesPushes && !this.isFrozen) for (const [instanceId, stream] of this.streams) this.tell(instanceId, stream, push);
    return seq;
  }

  /** What a replica would report of that change now. */
  report(seq: number): HaltReport {
    const { record } = this.log[seq - 1] ?? {};
    const { atMs, members } = this.committedAt.get(seq) ?? {};
    if (!record || !members || atMs === undefined) throw new Error(`nothing was committed as ${seq}`);
    const currentVersion = this.connectors().find(({ connectorId }) => connectorId === record.connectorId)?.version ?? 0;
    const halt = { version: record.version, seq, staleGraceMs: this.graceOf(record) };
    const epochWatch = { epoch: this.epoch, sinceMs: 0, settled: true };
    const now = members.map((row) => this.rows.get(row.instanceId) ?? row);
    return reportHalt({ halt, currentVersion, members: now }, { terms: this.terms, nowMs: performance.now(), sinceMs: atMs, epochWatch });
  }

  /** Ends every push stream, as a replica that is stopped does. */
  endStreams(): void {
    for (const stream of this.streams.values()) stream.destroy();
  }

  get listeners(): number {
    return this.streams.size;
  }

  /** @returns whether the request was one for the registry's holders */
  async handle(request: IncomingMessage, response: ServerResponse, content?: string): Promise<boolean> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://registry');
    const [, instanceId = '', part] = /^\/v1\/holders\/([^/]+)(?:\/(lease|stream|acks))?$/.exec(pathname) ?? [];
    if (instanceId === '' && pathname !== '/v1/connector-snapshot') return false;
    const body = content ?? (await text(request));
    if (this.isFrozen) return true;
    if (this.isAway) return answer(response, 503, problem('postgres.unavailable'));
    try {
      if (instanceId === '') return answer(response, 200, this.page(searchParams));
      if (part === 'stream') return this.openStream(instanceId, Number(searchParams.get('afterSeq') ?? this.seq), response);
      return answer(response, ...this.take(instanceId, part, body));
    } catch (error) {
      const { code = 'internal', kind = 'internal' } = error as { code?: string; kind?: string };
      return answer(response, statusOf[kind] ?? 500, problem(code));
    }
  }

  /** What a holder says, without HTTP. @returns status and body @throws what refuses it */
  take(instanceId: string, part: string | undefined, body: string): [number, unknown] {
    if (part === 'lease') return this.renew(instanceId, RenewLeaseRequest.parse(JSON.parse(body)));
    if (part === 'acks') this.acknowledge(instanceId, AcknowledgeLeaseRequest.parse(JSON.parse(body)));
    else this.rows.set(instanceId, leaveLease(this.rows.get(instanceId), { type: 'LEAVE', instanceId }));
    return [204, undefined];
  }

  private renew(instanceId: string, { organizationId, since, ...told }: RenewLeaseRequest): [number, unknown] {
    const message = { type: 'RENEW', instanceId, ...told, ...(this.losesAcknowledgements && { appliedSeq: 0 }) } as const;
    const row = this.rows.get(instanceId);
    const { terms } = this;
    const others = this.rows.size - (row ? 1 : 0);
    this.rows.set(instanceId, renewLease(row, message, { terms, nowMs: Date.now(), organizationId, otherHolders: others, maxHolders: 64 }));
    const head = { epoch: this.epoch, seq: this.seq };
    const from = since ? { epoch: since.epoch, appliedSeq: since.seq } : told;
    const all = grantContent(from, head) !== 'changes';
    const records = this.connectors().filter(({ organizationId: owner }) => organizationId === null || owner === organizationId);
    const alive = records.filter(({ state }) => state !== 'DELETED');
    if (all && alive.length > this.largestSnapshot) return [409, problem('lease.snapshot-too-large')];
    this.renewals += 1;
    const changed = new Set(this.log.filter(({ seq }) => seq > from.appliedSeq).map(({ record }) => record.connectorId));
    const changes = records.filter(({ connectorId }) => changed.has(connectorId));
    const grant = composeGrant({ ...message, ...from }, { head, records: all ? alive : changes }, terms);
    return [200, grant];
  }

  private acknowledge(instanceId: string, body: AcknowledgeLeaseRequest): void {
    if (this.losesAcknowledgements) return;
    const ack: Ack = { type: 'ACK', instanceId, ...body };
    this.rows.set(instanceId, acknowledgeLease(this.rows.get(instanceId), ack, { epoch: this.epoch, seq: this.seq }));
    this.acks.push(ack);
  }

  private openStream(instanceId: string, afterSeq: number, response: ServerResponse): true {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': \n\n');
    this.streamsOpened += 1;
    this.streams.set(instanceId, response);
    response.once('close', () => {
      if (this.streams.get(instanceId) === response) this.streams.delete(instanceId);
    });
    if (!this.losesPushes) for (const push of this.log.slice(afterSeq)) this.tell(instanceId, response, push);
    return true;
  }

  private tell(instanceId: string, stream: ServerResponse, push: Pushed): void {
    const { organizationId } = this.rows.get(instanceId) ?? { organizationId: null };
    const record = organizationId === null || organizationId === push.record.organizationId ? push.record : null;
    stream.write(`event: push\ndata: ${JSON.stringify({ ...push, record })}\n\n`);
  }

  private page(query: URLSearchParams): object {
    const size = Number(query.get('pageSize') ?? 1_000);
    const from = Number(query.get('pageToken') ?? 0);
    const all = this.connectors().filter(({ state }) => state !== 'DELETED');
    const next = from + size < all.length ? { nextPageToken: String(from + size) } : {};
    return { registryEpoch: this.epoch, upToSeq: this.seq, items: all.slice(from, from + size), ...next };
  }

  private graceOf({ connectorId }: HeldConnector): number {
    return this.log.reduce(
      (longest, { record }) => (record.connectorId === connectorId ? graceInForce(longest, record.staleGraceMs) : longest),
      0,
    );
  }
}

const statusOf: Readonly<Record<string, number>> = { invalid: 400, forbidden: 403, 'not-found': 404, conflict: 409, unavailable: 503 };

const problem = (code: string) => ({ type: 'about:blank', title: code, status: 0, detail: code, code });

function answer(response: ServerResponse, status: number, body: unknown): true {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type }).end(status === 204 ? undefined : JSON.stringify(body));
  return true;
}
