import { AddressPolicy } from '@patchbay/egress';
import { type OutboundOptions, UndiciOutboundRequests } from '../../src/adapters/outbound/undici-outbound-requests.ts';
import type { ConnectorToken, TokenSource } from '../../src/application/ports.ts';
import type { ConnectorRecord } from '../../src/domain/gate/connector-record.ts';
import type { Gate } from '../../src/domain/gate/gate.ts';
import { Passage, type RequestPermit } from '../../src/domain/gate/passage.ts';
import { HostPatterns } from '../../src/domain/outbound-hosts/host-patterns.ts';
import type { ConnectorRequest, OpenRequest, RequestAnswer } from '../../src/domain/request/outbound-request.ts';
import { GivenGate } from './given-gate.ts';
import { Upstream } from './upstream.ts';

const connectorId = 'c-1';

/** Hosts that every organization may call without a connector. */
export const only = (...hosts: string[]): OutboundOptions['openHosts'] => {
  const patterns = new HostPatterns(hosts);
  return { permit: (_organizationId, url) => patterns.permit(url) };
};

export const soon = { withinMs: 3_000 };

export const connectorRecord = (version: number, state: ConnectorRecord['state'] = 'ACTIVE'): ConnectorRecord => ({
  connectorId,
  version,
  state,
  haltMode: state === 'INACTIVE' ? 'abort' : null,
  accessLevel: 'READ_WRITE',
});

const ask: ConnectorRequest = {
  mode: 'connector',
  connectorId,
  activityId: 'a-1',
  activityLabel: 'Ask',
  method: 'GET',
  path: '/v1/agents',
  search: '',
  headers: {},
  contentType: undefined,
  body: undefined,
  timeoutMs: 2_000,
  retries: 0,
};

/** Hands out `token-1`, `token-2` ...; keeps the last one as the real source does. */
class Tokens implements TokenSource {
  issued = 0;
  header = 'authorization';
  kept: ConnectorToken | undefined;
  wait: Promise<void> | undefined;
  fails = false;

  constructor(public resource: string) {}

  tokenFor(): ConnectorToken | Promise<ConnectorToken> {
    return this.kept ?? this.issue();
  }

  discard(_connectorId: string, token: ConnectorToken): void {
    if (this.kept === token) this.kept = undefined;
  }

  forget(): void {
    this.kept = undefined;
  }

  private async issue(): Promise<ConnectorToken> {
    await this.wait;
    if (this.fails) throw new Error('the broker is away');
    this.issued += 1;
    this.kept = { header: { name: this.header, value: `Bearer token-${this.issued}` }, resource: this.resource };
    return this.kept;
  }
}

/** Outbound requests as the service sends them, to an upstream on this machine, with a gate and tokens in the hands of the test. */
export class OutboundHarness {
  private readonly given = GivenGate.open(connectorRecord(1));
  readonly gate: Gate = this.given.gate;
  readonly refusals: string[] = [];
  readonly tokens: Tokens;
  outbound: UndiciOutboundRequests;

  private constructor(readonly upstream: Upstream) {
    this.tokens = new Tokens(`${upstream.url}/api`);
    this.outbound = this.open({});
  }

  static async start(): Promise<OutboundHarness> {
    return new OutboundHarness(await Upstream.start());
  }

  async stop(): Promise<void> {
    await this.outbound.close();
    await this.upstream.stop();
  }

  get arrivals(): number {
    return this.upstream.arrivals.length;
  }

  async reopen(over: Partial<OutboundOptions>): Promise<void> {
    await this.outbound.close();
    this.outbound = this.open(over);
  }

  /** As the registry pushes it. */
  tell(record: ConnectorRecord): void {
    this.given.tell(record);
  }

  send(over: Partial<ConnectorRequest> = {}, permit: RequestPermit = this.permit()): Promise<RequestAnswer> {
    return this.outbound.send({ ...ask, ...over }, permit, { organizationId: 'o-1', executionId: 'e-1' });
  }

  sendOpen(url: string, over: Partial<OpenRequest> = {}): Promise<RequestAnswer> {
    const { mode: _mode, connectorId: _id, path: _path, search: _search, ...request } = ask;
    const permit = new Passage(this.gate, [], true).permitFor(undefined);
    return this.outbound.send({ ...request, mode: 'open', url, ...over }, permit, { organizationId: 'o-1', executionId: 'e-1' });
  }

  permit(id = connectorId): RequestPermit {
    return new Passage(this.gate, [id], true).permitFor(id);
  }

  /** Of somebody who is not told when the gate closes, and so finds out only by asking. */
  permitWithoutSignal(): RequestPermit {
    const connector = this.gate.find(connectorId);
    return { refusal: () => this.gate.check(connectorId), ...(connector && { connector }) };
  }

  private open(over: Partial<OutboundOptions>): UndiciOutboundRequests {
    const metrics = { refused: (at: string, code: string) => void this.refusals.push(`${at} ${code}`), answered: () => undefined };
    const policy = new AddressPolicy([{ host: '127.0.0.1', prefix: undefined, port: this.upstream.port }]);
    return new UndiciOutboundRequests({ policy, openHosts: only(), tokens: this.tokens, metrics, ...over });
  }
}
