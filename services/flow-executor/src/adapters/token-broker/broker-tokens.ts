import { IssuedToken } from '@patchbay/contracts';
import type { ServiceClient } from '@patchbay/service-kit';
import { type Clock, type ConnectorToken, type Timers, TokenSource } from '../../application/ports.ts';
import type { ConnectorRecord } from '../../domain/gate/connector-record.ts';

interface BrokerTokensOptions {
  client: Pick<ServiceClient, 'request'>;
  clock: Clock;
  timers: Timers;
  /** Of a renewal that nobody waits for. */
  onError: (error: unknown) => void;
}

interface HeldToken extends ConnectorToken {
  readonly connectorVersion: number;
  readonly usableUntilMs: number;
}

/** What is known of one connector. Replaced when it is forgotten, so that an answer under way for the old one is not kept. */
interface Holding {
  token: HeldToken | undefined;
  usedAtMs: number;
  renewals: Map<number, Promise<HeldToken>>;
}

/** Whose token it is. */
interface Demand {
  organizationId: string;
  connectorId: string;
  version: number;
}

/** A token that lives for hours is asked for again so long before its end; one that ends with the broker's lease after most of its life. */
const longestLeadMs = 30_000;
const longestMarginMs = 1_000;
const retryMs = 250;
/** A connector that is not used is not asked for either. */
const usedWithinMs = 30_000;

/**
 * Tokens from the broker, in memory. None lives longer than the broker's lease, some seconds, so that of a connector in use is asked for again while
 * the former one still serves: no call waits for it. One request at a time for each version of a connector.
 */
export class BrokerTokens extends TokenSource {
  private readonly holdings = new Map<string, Holding>();

  constructor(private readonly options: BrokerTokensOptions) {
    super();
  }

  tokenFor(organizationId: string, { connectorId, version }: ConnectorRecord): ConnectorToken | Promise<ConnectorToken> {
    const holding = this.holdingOf(connectorId);
    const { token } = holding;
    const nowMs = this.nowMs();
    holding.usedAtMs = nowMs;
    if (token?.connectorVersion === version && nowMs < token.usableUntilMs) return token;
    return this.renew({ organizationId, connectorId, version }, holding);
  }

  discard(connectorId: string, token: ConnectorToken): void {
    const holding = this.holdings.get(connectorId);
    if (holding?.token === token) holding.token = undefined;
  }

  forget(connectorId: string): void {
    this.holdings.delete(connectorId);
  }

  private nowMs(): number {
    return this.options.clock.now().getTime();
  }

  private holdingOf(connectorId: string): Holding {
    let holding = this.holdings.get(connectorId);
    if (!holding) {
      holding = { token: undefined, usedAtMs: 0, renewals: new Map() };
      this.holdings.set(connectorId, holding);
    }
    return holding;
  }

  private renew(demand: Demand, holding: Holding): Promise<HeldToken> {
    const { version } = demand;
    const running = holding.renewals.get(version);
    if (running) return running;
    const renewal = this.ask(demand, holding).finally(() => holding.renewals.delete(version));
    holding.renewals.set(version, renewal);
    return renewal;
  }

  private async ask(demand: Demand, holding: Holding): Promise<HeldToken> {
    const { organizationId, connectorId, version } = demand;
    const askedAtMs = this.nowMs();
    const { header, expiresAt, resource } = await this.options.client.request({
      method: 'POST',
      path: `/v1/organizations/${organizationId}/connectors/${connectorId}/token`,
      body: { connectorVersion: version },
      response: IssuedToken,
      repeatable: true,
    });
    const expiresAtMs = Date.parse(expiresAt);
    const lifeMs = expiresAtMs - askedAtMs;
    const token = { header, resource, connectorVersion: version, usableUntilMs: expiresAtMs - Math.min(longestMarginMs, lifeMs / 20) };
    holding.token = token;
    this.renewLater(expiresAtMs - Math.min(longestLeadMs, lifeMs / 4) - this.nowMs(), { demand, holding, token });
    return token;
  }

  private renewLater(delayMs: number, renewal: { demand: Demand; holding: Holding; token: HeldToken }): void {
    this.options.timers.after(Math.max(0, delayMs), () => void this.renewAhead(renewal));
  }

  /** Not what is forgotten, refused or replaced, nor what nobody uses: the next call asks for that itself. */
  private async renewAhead(renewal: { demand: Demand; holding: Holding; token: HeldToken }): Promise<void> {
    const { demand, holding, token } = renewal;
    const nowMs = this.nowMs();
    const isHeld = this.holdings.get(demand.connectorId) === holding && holding.token === token && nowMs < token.usableUntilMs;
    if (!isHeld || nowMs - holding.usedAtMs > usedWithinMs) return;
    try {
      await this.renew(demand, holding);
    } catch (error) {
      this.options.onError(error);
      this.renewLater(retryMs, renewal);
    }
  }
}
