import { type ExecutionMetrics, OutboundRequests, type Sender, type TokenSource } from '../../application/ports.ts';
import type { RequestPermit } from '../../domain/gate/passage.ts';
import { isRefusal } from '../../domain/request/failure-code.ts';
import type { OutboundRequest, RequestAnswer } from '../../domain/request/outbound-request.ts';
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
    const answer = await this.answerTo(request, permit, sender);
    const { metrics } = this.options;
    const result = answer.kind === 'response' ? `${Math.floor(answer.statusCode / 100)}xx` : answer.code;
    metrics.answered(result, performance.now() - startedMs);
    if (answer.kind === 'failure' && isRefusal(answer.code)) metrics.refused('request', answer.code);
    return answer;
  }

  close(): Promise<void> {
    return this.wire.close();
  }

  private async answerTo(request: OutboundRequest, permit: RequestPermit, sender: Sender): Promise<RequestAnswer> {
    const call = new Call(request.timeoutMs, permit);
    try {
      return request.mode === 'connector'
        ? await this.connectorRequests.send(request, permit, sender, call)
        : await this.wire.exchange(await openTarget(request, this.options.openHosts, sender, call), request, call);
    } catch (error) {
      const code = failureOf(error);
      if (code === undefined) throw error;
      return { kind: 'failure', code };
    } finally {
      call.end();
    }
  }
}
