import { type GuardedConnectorOptions, guardedConnector } from '@patchbay/egress';
import { CircuitBreakers } from '@patchbay/resilience';
import type { OutboundRequest, ResponseReceived } from '../../domain/request/outbound-request.ts';
import { isRepeatable } from '../../domain/request/repeatable.ts';
import { retryAfterMs } from '../../domain/request/retry-after.ts';
import type { Call } from './call.ts';
import { Connections } from './connections.ts';
import { decoded } from './decode-body.ts';
import { Exchange } from './exchange.ts';
import { asksToWait, judge } from './judge.ts';
import { RequestFailure } from './request-failure.ts';
import type { RequestTarget } from './request-target.ts';
import { withRetries } from './with-retries.ts';

export interface WireOptions extends GuardedConnectorOptions {
  /** Default: as many connections to an origin as there are calls to it. */
  connectionsPerOrigin?: number;
  onBreakerChange?: (key: string, state: string) => void;
}

const maxHeaderBytes = 16_384;

/** Bulkhead, breaker and connection. */
export class Wire {
  private readonly connections: Connections;
  private readonly breakers: CircuitBreakers<ResponseReceived>;

  constructor(options: WireOptions) {
    const { connectionsPerOrigin, onBreakerChange } = options;
    this.breakers = new CircuitBreakers({ judge, ...(onBreakerChange && { onStateChange: onBreakerChange }) });
    this.connections = new Connections({
      connect: guardedConnector(options),
      maxHeaderSize: maxHeaderBytes,
      // Each call has a deadline over everything.
      headersTimeout: 0,
      bodyTimeout: 0,
      ...(connectionsPerOrigin !== undefined && { connections: connectionsPerOrigin }),
    });
  }

  /** Waits where the endpoint wants everybody to, as long as the call may. @throws RequestFailure and whatever the network throws */
  async exchange(target: RequestTarget, request: OutboundRequest, call: Call): Promise<ResponseReceived> {
    const { endpoint } = target;
    const heldMs = () => this.breakers.heldMs(endpoint);
    target.headers['x-deadline'] = call.deadline;
    const firstMs = heldMs();
    if (firstMs > 0) await standBack(firstMs, call);
    const most = isRepeatable(request) ? request.retries : 0;
    return withRetries(() => this.attempt(target, request, call), { most, mayRetry: () => this.breakers.mayRetry(endpoint), heldMs }, call);
  }

  private attempt(
    { endpoint, origin, path, headers, onStart }: RequestTarget,
    request: OutboundRequest,
    call: Call,
  ): Promise<ResponseReceived> {
    return this.breakers.run(endpoint, async () => {
      const exchange = new Exchange(call, onStart);
      const body = request.body === undefined ? null : request.body;
      this.connections.to(endpoint, origin).dispatch({ path, method: request.method, headers, body }, exchange);
      const received = decoded(await exchange.response);
      const response = received instanceof Promise ? await received : received;
      // No longer than this call may take: an endpoint cannot shut everybody out for an hour.
      if (asksToWait(response)) {
        const askedMs = retryAfterMs(response.headers['retry-after'], new Date()) ?? 0;
        this.breakers.holdOff(endpoint, Math.min(askedMs, call.timeoutMs));
      }
      return response;
    });
  }

  async close(): Promise<void> {
    this.breakers.shutdown();
    await this.connections.destroy();
  }

  /** @param owner as in the target of a request */
  drop(owner: string): void {
    this.connections.drop(owner);
  }
}

async function standBack(heldMs: number, call: Call): Promise<void> {
  if (heldMs >= call.remainingMs) throw new RequestFailure('RATE_LIMITED');
  await call.pause(heldMs);
}
