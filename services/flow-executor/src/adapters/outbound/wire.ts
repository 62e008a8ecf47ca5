import { type GuardedConnectorOptions, guardedConnector } from '@patchbay/egress';
import { CircuitBreakers } from '@patchbay/resilience';
import { Agent } from 'undici';
import type { OutboundRequest, ResponseReceived } from '../../domain/request/outbound-request.ts';
import type { Call } from './call.ts';
import { decoded } from './decode-body.ts';
import { Exchange } from './exchange.ts';
import { judge } from './judge.ts';
import type { RequestTarget } from './request-target.ts';

export interface WireOptions extends GuardedConnectorOptions {
  /** Default: as many connections to an origin as there are calls to it. */
  connectionsPerOrigin?: number;
  onBreakerChange?: (key: string, state: string) => void;
}

const maxHeaderBytes = 16_384;

/** Bulkhead, breaker and connection. */
export class Wire {
  private readonly agent: Agent;
  private readonly breakers: CircuitBreakers<ResponseReceived>;

  constructor(options: WireOptions) {
    const { connectionsPerOrigin, onBreakerChange } = options;
    this.breakers = new CircuitBreakers({ judge, ...(onBreakerChange && { onStateChange: onBreakerChange }) });
    this.agent = new Agent({
      connect: guardedConnector(options),
      maxHeaderSize: maxHeaderBytes,
      // Each call has a deadline over everything.
      headersTimeout: 0,
      bodyTimeout: 0,
      ...(connectionsPerOrigin !== undefined && { connections: connectionsPerOrigin }),
    });
  }

  exchange(target: RequestTarget, request: OutboundRequest, call: Call): Promise<ResponseReceived> {
    return this.breakers.run(target.breakerKey, async () => {
      const exchange = new Exchange(call);
      const { url, headers } = target;
      const body = request.body === undefined ? null : request.body;
      this.agent.dispatch({ origin: url.origin, path: `${url.pathname}${url.search}`, method: request.method, headers, body }, exchange);
      return decoded(await exchange.response);
    });
  }

  async close(): Promise<void> {
    this.breakers.shutdown();
    await this.agent.destroy();
  }
}
