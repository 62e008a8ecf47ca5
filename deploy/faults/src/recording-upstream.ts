import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** A request as it came to the API of a connector. Times are milliseconds since the epoch. */
export interface Arrival {
  /** When it was read. */
  at: number;
  /** It was not there yet: nothing that had come by then was left to be read. */
  notBefore: number;
  connectorId: string;
  connectorVersion: number;
  executionId: string;
  /** The connection was closed by the executor before it was answered. */
  wasCutOff: boolean;
}

/** How exactly the time of an arrival is known, while the machine is not busy. */
const tickMs = 2;
const customers = JSON.stringify({ data: [{ id: 'c-1', tier: 'gold', phone: ['+14155550100'] }] });

export const epochMs = (): number => performance.timeOrigin + performance.now();

/** The API behind every connector of a fleet, `/api/CONNECTOR/...`, and the OpenID provider that has tokens for it. It notes each request. */
export class RecordingUpstream {
  readonly arrivals: Arrival[] = [];
  /** Every answer takes so long. */
  delayMs = 0;
  private readonly server: Server;
  private readonly ticking: NodeJS.Timeout;
  private tickedAt = epochMs();
  /** Nobody waited to be let in then: a turn of the event loop accepts one connection, however many have come, and whoever is accepted now has come since. */
  private quietAt = this.tickedAt;
  private hasTicked = false;
  private hasAccepted = false;

  private constructor() {
    this.server = createServer((request, response) => void this.take(request, response));
    this.server.on('connection', () => {
      this.hasAccepted = true;
    });
    this.ticking = setInterval(() => this.tick(), tickMs);
  }

  static async start(): Promise<RecordingUpstream> {
    const upstream = new RecordingUpstream();
    await new Promise<void>((resolve) => upstream.server.listen(0, '127.0.0.1', 4_096, resolve));
    return upstream;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    clearInterval(this.ticking);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Once in a turn of the event loop, however late the timer is: sockets are looked at between two of them. */
  private tick(): void {
    if (this.hasTicked) return;
    this.hasTicked = true;
    setImmediate(() => {
      this.hasTicked = false;
    });
    if (!this.hasAccepted) this.quietAt = this.tickedAt;
    this.hasAccepted = false;
    this.tickedAt = epochMs();
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, area = '', connectorId = ''] = (request.url ?? '').split(/[/?]/);
    const isCall = area === 'api';
    const status = isCall ? this.note(request, response, connectorId) : 200;
    await buffer(request);
    if (isCall && this.delayMs > 0) await pause(this.delayMs, undefined, { ref: false });
    response.writeHead(status, { 'content-type': 'application/json' }).end(isCall ? customers : this.tokens(area));
  }

  private note({ headers }: IncomingMessage, response: ServerResponse, connectorId: string): number {
    const arrival: Arrival = {
      at: epochMs(),
      notBefore: this.quietAt,
      connectorId,
      connectorVersion: Number(headers['patchbay-connector-version']),
      executionId: String(headers['patchbay-execution-id']),
      wasCutOff: false,
    };
    this.arrivals.push(arrival);
    response.once('close', () => {
      arrival.wasCutOff = !response.writableFinished;
    });
    return headers.authorization?.startsWith('Bearer token-') ? 200 : 401;
  }

  private tokens(area: string): string {
    const { url } = this;
    if (area === '.well-known')
      return JSON.stringify({ issuer: url, token_endpoint: `${url}/token`, revocation_endpoint: `${url}/revoke`, jwks_uri: `${url}/keys` });
    return area === 'token'
      ? JSON.stringify({ access_token: `token-${crypto.randomUUID()}`, token_type: 'Bearer', expires_in: 3_600 })
      : '{}';
  }
}
