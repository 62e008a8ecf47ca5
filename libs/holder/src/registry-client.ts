import {
  type AcknowledgeLeaseRequest,
  ConnectorSnapshot,
  type HeldConnector,
  LeaseGrant,
  type RenewLeaseRequest,
} from '@patchbay/contracts';
import { Agent, type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { Addresses } from './addresses.ts';
import { RegistryRefused } from './registry-refused.ts';

export interface RegistryClientOptions {
  /** Replicas of the registry; when one does not answer, the next is asked. */
  registryUrls: readonly string[];
  /** An access token of whoever holds the lease. */
  token: () => Promise<string>;
  /** Told when the registry does not take a token, so that the next one is new. */
  discardToken?: ((token: string) => void) | undefined;
}

interface Exchange {
  method: Dispatcher.HttpMethod;
  path: string;
  body?: unknown;
  /** Until the answer begins, the token included. */
  timeoutMs: number;
}

const pageSize = 5_000;
const bodyTimeoutMs = 10_000;
const pageTimeoutMs = 5_000;
const Problem = z.object({ code: z.string() });

/** What a holder says to the registry, however it is carried. */
export type RegistryConnection = Pick<
  RegistryClient,
  'addresses' | 'renew' | 'acknowledge' | 'leave' | 'openStream' | 'readSnapshot' | 'close'
>;

/** The holder's side of the registry's HTTP contract. Each call is one attempt at one replica; a failure makes the next one the current. */
export class RegistryClient {
  readonly addresses: Pick<Addresses, 'count' | 'current' | 'leave'>;
  private readonly base: string;
  private readonly agent = new Agent({ connect: { timeout: 1_000 }, keepAliveTimeout: 30_000, bodyTimeout: bodyTimeoutMs });

  constructor(
    instanceId: string,
    private readonly options: RegistryClientOptions,
  ) {
    this.addresses = new Addresses(options.registryUrls);
    this.base = `/v1/holders/${instanceId}`;
  }

  async renew(body: RenewLeaseRequest, timeoutMs: number): Promise<LeaseGrant> {
    const answer = await this.exchange({ method: 'POST', path: `${this.base}/lease`, body, timeoutMs });
    return LeaseGrant.parse(await answer.body.json());
  }

  async acknowledge(body: AcknowledgeLeaseRequest, timeoutMs: number): Promise<void> {
    await (await this.exchange({ method: 'POST', path: `${this.base}/acks`, body, timeoutMs })).body.dump();
  }

  async leave(timeoutMs: number): Promise<void> {
    await (await this.exchange({ method: 'DELETE', path: this.base, timeoutMs })).body.dump();
  }

  /** Server-sent events that never end by themselves. @param signal ends them */
  async openStream(afterSeq: number, timeoutMs: number, signal: AbortSignal): Promise<AsyncIterable<Buffer>> {
    const answer = await this.exchange({ method: 'GET', path: `${this.base}/stream?afterSeq=${afterSeq}`, timeoutMs }, signal);
    return answer.body;
  }

  /** Every connector that is not deleted; with the changes after the first page's position it is complete. */
  async readSnapshot<R>(keep: (told: HeldConnector) => R): Promise<{ epoch: number; seq: number; records: R[] }> {
    const records: R[] = [];
    let first: ConnectorSnapshot | undefined;
    let pageToken: string | undefined;
    do {
      const query = new URLSearchParams({ pageSize: String(pageSize), ...(pageToken && { pageToken }) });
      const answer = await this.exchange({ method: 'GET', path: `/v1/connector-snapshot?${query}`, timeoutMs: pageTimeoutMs });
      const page = ConnectorSnapshot.parse(await answer.body.json());
      for (const told of page.items) records.push(keep(told));
      first ??= page;
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return { epoch: first.registryEpoch, seq: first.upToSeq, records };
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private async exchange(exchange: Exchange, signal?: AbortSignal): Promise<Dispatcher.ResponseData> {
    const url = this.addresses.current;
    const attempt = new AbortController();
    const timer = setTimeout(() => attempt.abort(new Error(`${url} does not answer within ${exchange.timeoutMs} ms`)), exchange.timeoutMs);
    try {
      return await this.send(url, exchange, signal ? AbortSignal.any([signal, attempt.signal]) : attempt.signal);
    } catch (error) {
      if (!(error instanceof RegistryRefused) || error.details.status >= 500) this.addresses.leave(url);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async send(url: string, { method, path, body }: Exchange, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const token = await until(this.options.token(), signal);
    const answer = await request(`${url}${path}`, {
      method,
      dispatcher: this.agent,
      signal,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // A stream is watched by whoever reads it.
      ...(path.includes('/stream?') && { bodyTimeout: 0 }),
    });
    if (answer.statusCode < 300) return answer;
    if (answer.statusCode === 401) this.options.discardToken?.(token);
    const problem = Problem.safeParse(await answer.body.json().catch(() => undefined));
    throw new RegistryRefused(`${method} ${path}`, answer.statusCode, problem.data?.code ?? 'without a code');
  }
}

async function until<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
