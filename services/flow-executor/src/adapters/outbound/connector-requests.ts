import type { ConnectorToken, Sender, TokenSource } from '../../application/ports.ts';
import type { RequestPermit } from '../../domain/gate/passage.ts';
import { permits } from '../../domain/request/access-level.ts';
import type { ConnectorRequest, ResponseReceived } from '../../domain/request/outbound-request.ts';
import { isRepeatable } from '../../domain/request/repeatable.ts';
import type { Call } from './call.ts';
import { RequestFailure } from './request-failure.ts';
import { connectorTarget } from './request-target.ts';
import type { Wire } from './wire.ts';

/** A request of a connector whose bytes leave now. */
export interface StartedCall {
  readonly organizationId: string;
  readonly connectorId: string;
  readonly connectorVersion: number;
  readonly executionId: string;
}

/** Requests that carry the token of a connector. */
export class ConnectorRequests {
  constructor(
    private readonly tokens: TokenSource,
    private readonly wire: Wire,
    private readonly onStart?: (started: StartedCall) => void,
  ) {}

  /**
   * A token that was kept may have been revoked since: when the API does not take it, a new one is tried, once, and only where asking twice
   * does no harm. @throws RequestFailure and whatever the network throws
   */
  async send(request: ConnectorRequest, permit: RequestPermit, sender: Sender, call: Call): Promise<ResponseReceived> {
    const held = this.tokenFor(request, permit, sender, call);
    const isKept = !(held instanceof Promise);
    const token = isKept ? held : await held;
    const response = await this.sendWith(token, request, permit, sender, call);
    if (response.statusCode !== 401) return response;
    this.tokens.discard(request.connectorId, token);
    if (!isKept || !isRepeatable(request)) return response;
    return this.sendWith(await this.tokenFor(request, permit, sender, call), request, permit, sender, call);
  }

  private tokenFor(request: ConnectorRequest, permit: RequestPermit, sender: Sender, call: Call): ConnectorToken | Promise<ConnectorToken> {
    call.requirePermit();
    const { connector } = permit;
    if (!connector) throw new RequestFailure('CONTROL_PLANE_STALE');
    if (!permits(connector.accessLevel, request.method, request.path)) throw new RequestFailure('ACCESS_DENIED');
    const token = this.tokens.tokenFor(sender.organizationId, connector);
    return token instanceof Promise ? call.until(withoutToken(token)) : token;
  }

  private sendWith(
    token: ConnectorToken,
    request: ConnectorRequest,
    permit: RequestPermit,
    sender: Sender,
    call: Call,
  ): Promise<ResponseReceived> {
    if (!permit.connector) throw new RequestFailure('CONTROL_PLANE_STALE');
    const target = connectorTarget(request, permit.connector, token, sender);
    const { onStart } = this;
    if (onStart) {
      const started = { ...sender, connectorId: permit.connector.connectorId, connectorVersion: permit.connector.version };
      target.onStart = () => onStart(started);
    }
    return this.wire.exchange(target, request, call);
  }
}

async function withoutToken(token: Promise<ConnectorToken>): Promise<ConnectorToken> {
  try {
    return await token;
  } catch (error) {
    throw new RequestFailure('TOKEN_UNAVAILABLE', { cause: error });
  }
}
