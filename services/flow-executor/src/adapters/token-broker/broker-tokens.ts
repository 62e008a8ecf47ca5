import { IssuedToken } from '@patchbay/contracts';
import type { ServiceClient } from '@patchbay/service-kit';
import { type Clock, type ConnectorToken, TokenSource } from '../../application/ports.ts';
import type { ConnectorRecord } from '../../domain/gate/connector-record.ts';

interface HeldToken extends ConnectorToken {
  readonly connectorVersion: number;
  readonly renewAtMs: number;
}

/** What is known of one connector. Replaced when it is forgotten, so that an answer under way for the old one is not kept. */
interface Holding {
  token: HeldToken | undefined;
  renewals: Map<number, Promise<HeldToken>>;
}

const longestMarginMs = 30_000;

/** Tokens from the broker, in memory until shortly before they expire; one request at a time for each version of a connector. */
export class BrokerTokens extends TokenSource {
  private readonly holdings = new Map<string, Holding>();

  constructor(
    private readonly client: Pick<ServiceClient, 'request'>,
    private readonly clock: Clock,
  ) {
    super();
  }

  tokenFor(organizationId: string, { connectorId, version }: ConnectorRecord): ConnectorToken | Promise<ConnectorToken> {
    const holding = this.holdingOf(connectorId);
    const { token } = holding;
    if (token?.connectorVersion === version && this.clock.now().getTime() < token.renewAtMs) return token;
    const running = holding.renewals.get(version);
    if (running) return running;
    const renewal = this.renew(organizationId, connectorId, version, holding).finally(() => holding.renewals.delete(version));
    holding.renewals.set(version, renewal);
    return renewal;
  }

  discard(connectorId: string, token: ConnectorToken): void {
    const holding = this.holdings.get(connectorId);
    if (holding?.token === token) holding.token = undefined;
  }

  forget(connectorId: string): void {
    this.holdings.delete(connectorId);
  }

  private holdingOf(connectorId: string): Holding {
    let holding = this.holdings.get(connectorId);
    if (!holding) {
      holding = { token: undefined, renewals: new Map() };
      this.holdings.set(connectorId, holding);
    }
    return holding;
  }

  private async renew(organizationId: string, connectorId: string, version: number, holding: Holding): Promise<HeldToken> {
    const askedAtMs = this.clock.now().getTime();
    const { header, expiresAt, resource } = await this.client.request({
      method: 'POST',
      path: `/v1/organizations/${organizationId}/connectors/${connectorId}/token`,
      body: { connectorVersion: version },
      response: IssuedToken,
      repeatable: true,
    });
    const expiresAtMs = Date.parse(expiresAt);
    const renewAtMs = expiresAtMs - Math.min(longestMarginMs, (expiresAtMs - askedAtMs) / 5);
    const token = { header, resource, connectorVersion: version, renewAtMs };
    holding.token = token;
    return token;
  }
}
