import { type ExecutionMetrics, OutboundRequests, type Sender, type TokenSource } from '../../application/ports.ts';
import type { RequestPermit } from '../../domain/gate/passage.ts';
import { isRefusal } from '../../domain/request/failure-code.ts';
import type { OpenRequest, OutboundRequest, RequestAnswer, ResponseReceived } from '../../domain/request/outbound-request.ts';
import { Call } from './call.ts';
import { ConnectorRequests, type StartedCall } from './connector-requests.ts';
import { failureOf } from './failure-of.ts';
import { type OpenHosts, openTarget } from './request-target.ts';
import { Wire, type WireOptions } from './wire.ts';

export interface OutboundOptions extends WireOptions {
  openHosts: OpenHosts;
  tokens: TokenSource;
  metrics: Pick<ExecutionMetrics, 'refused' | 'answered'>;
  /** Told of each request of a connector, and of each time it is tried again, when its bytes leave. */
  onStart?: (started: StartedCall) => void;
}

/** Gate, token, bulkhead, breaker, connection, and the gate once more: in this order for each attempt of each request. */
export class UndiciOutboundRequests extends OutboundRequests {
  private readonly wire: Wire;
  private readonly connectorRequests: ConnectorRequests;

  constructor(private readonly options: OutboundOptions) {
    super();
    this.wire = new Wire(options);
    this.connectorRequests = new ConnectorRequests(options.tokens, this.wire, options.onStart);
  }

  async send(request: OutboundRequest, permit: RequestPermit, sender: Sender): Promise<RequestAnswer> {
    const startedMs = performance.now();
    const { metrics } = this.options;
    const call = new Call(request.timeoutMs, permit);
    try {
      const response = await this.responseTo(request, permit, sender, call);
      metrics.answered(statusClasses[Math.floor(response.statusCode / 100)] ?? 'other', performance.now() - startedMs);
      return response;
    } catch (error) {
      const code = failureOf(error);
      if (code === undefined) throw error;
      metrics.answered(code, performance.now() - startedMs);
      if (isRefusal(code)) metrics.refused('request', code);
      return { kind: 'failure', code };
    } finally {
      call.end();
    }
  }

  dropConnections(connectorId: string): void {
    this.wire.drop(connectorId);
  }

  close(): Promise<void> {
    return this.wire.close();
  }

  private responseTo(request: OutboundRequest, permit: RequestPermit, sender: Sender, call: Call): Promise<ResponseReceived> {
    if (request.mode === 'connector') return this.connectorRequests.send(request, permit, sender, call);
    return this.openRequest(request, sender, call);
  }

  private async openRequest(request: OpenRequest, sender: Sender, call: Call): Promise<ResponseReceived> {
    return this.wire.exchange(await openTarget(request, this.options.openHosts, sender, call), request, call);
  }
}

const statusClasses = ['', '1xx', '2xx', '3xx', '4xx', '5xx'];
