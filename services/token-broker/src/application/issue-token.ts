import { Injectable } from '@nestjs/common';
import { type IssuedToken, scopesOf } from '@patchbay/contracts';
import { type ConnectorMirror, requireIssuable, type TokenDemand } from '../domain/connector-mirror.ts';
import { bearer, type CustomSettings, headerWith, needsTokens } from '../domain/custom-settings.ts';
import { EntrustedSecret } from './credentials/entrusted-secret.ts';
import { KeptTokens } from './kept-tokens.ts';
import { OrganizationClient } from './organization-client.ts';
import { Clock, ConnectorMirrors, Lease, TokenProvider, TokenUrls } from './ports.ts';

/** A user's password or an API key lives on: this is how long whoever asked may go on without asking again. */
const heldMs = 300_000;

/** What the requests of a connector carry: an access token, or what a custom connector has instead of one. */
@Injectable()
export class IssueToken {
  constructor(
    private readonly connectors: ConnectorMirrors,
    private readonly lease: Lease,
    private readonly keptTokens: KeptTokens,
    private readonly client: OrganizationClient,
    private readonly provider: TokenProvider,
    private readonly secrets: EntrustedSecret,
    private readonly tokenUrls: TokenUrls,
    private readonly clock: Clock,
  ) {}

  /**
   * What the mirror allows and the lease too, which is asked last: it may have ended, or the connector been halted, while the provider took its time.
   * @throws DomainError of requireIssuable, NoLease, NoOAuthClient, NoCredentials, KeyDestroyed, ProviderRefused, ProviderUnavailable
   */
  async execute(demand: TokenDemand): Promise<IssuedToken> {
    const { connectorId, version } = demand;
    const connector = requireIssuable(await this.connectors.find(connectorId), demand);
    this.lease.requireOpen(connectorId, version);
    const { custom } = connector;
    const issued = await (custom ? this.ofCustom({ ...connector, custom }) : this.ofOrganization(connector));
    this.lease.requireOpen(connectorId, version);
    const horizon = this.lease.horizon(connectorId).toISOString();
    return horizon < issued.expiresAt ? { ...issued, expiresAt: horizon } : issued;
  }

  private ofOrganization(connector: ConnectorMirror): Promise<IssuedToken> {
    return this.withToken(connector, async () => {
      const client = await this.client.of(connector.organizationId);
      const { apiBaseUrl: resource } = client;
      const obtained = await this.provider.obtain(client, { scopes: scopesOf[connector.accessLevel], resource });
      return { ...obtained, resource, isRevocable: true };
    });
  }

  /** The credentials are asked for each time, also where a token is kept: without them nothing leaves. */
  private async ofCustom(connector: ConnectorMirror & { custom: CustomSettings }): Promise<IssuedToken> {
    const { authentication, resourceDomain: resource } = connector.custom;
    const secret = await this.secrets.of(connector);
    if (needsTokens(authentication)) {
      return this.withToken(connector, async () => ({
        ...(await this.tokenUrls.obtain(authentication, secret)),
        resource,
        isRevocable: false,
      }));
    }
    const expiresAt = new Date(this.clock.now().getTime() + heldMs).toISOString();
    return { header: headerWith(authentication, secret), expiresAt, resource, connectorVersion: connector.version };
  }

  private async withToken(connector: ConnectorMirror, obtain: Parameters<KeptTokens['findOrObtain']>[1]): Promise<IssuedToken> {
    const { accessToken, expiresAt, resource } = await this.keptTokens.findOrObtain(connector, obtain);
    return { header: bearer(accessToken), expiresAt: expiresAt.toISOString(), resource, connectorVersion: connector.version };
  }
}
