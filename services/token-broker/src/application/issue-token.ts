import { Injectable } from '@nestjs/common';
import { type IssuedToken, scopesOf } from '@patchbay/contracts';
import { type ConnectorMirror, requireIssuable, type TokenDemand } from '../domain/connector-mirror.ts';
import { accessTokenContext } from './contexts.ts';
import { OrganizationClient } from './organization-client.ts';
import { Clock, ConnectorMirrors, Ids, TokenProvider, type TokenRow, Tokens, Vault } from './ports.ts';

/** A token is handed out again as long as it lives at least this long. */
const leastLifeMs = 60_000;

/** One access token per connector and version, kept encrypted until it expires or its connector is halted. */
@Injectable()
export class IssueToken {
  /** One look and one request to the provider at a time for each connector and version, however many ask. */
  private readonly underWay = new Map<string, Promise<TokenRow>>();

  constructor(
    private readonly connectors: ConnectorMirrors,
    private readonly tokens: Tokens,
    private readonly client: OrganizationClient,
    private readonly provider: TokenProvider,
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws DomainError of requireIssuable, NoOAuthClient, ProviderRefused, ProviderUnavailable */
  async execute(demand: TokenDemand): Promise<IssuedToken> {
    const connector = requireIssuable(await this.connectors.find(demand.connectorId), demand);
    const token = await this.findOrObtain(connector);
    return {
      accessToken: this.vault.unseal(token.accessToken, accessTokenContext(token)),
      expiresAt: token.expiresAt.toISOString(),
      resource: token.resource,
      connectorVersion: token.connectorVersion,
    };
  }

  private findOrObtain(connector: ConnectorMirror): Promise<TokenRow> {
    const key = `${connector.connectorId} ${connector.version}`;
    const underWay = this.underWay.get(key);
    if (underWay) return underWay;
    const token = this.find(connector)
      .then((kept) => kept ?? this.obtain(connector))
      .finally(() => this.underWay.delete(key));
    this.underWay.set(key, token);
    return token;
  }

  private find({ connectorId, version }: ConnectorMirror): Promise<TokenRow | undefined> {
    return this.tokens.findUsable(connectorId, version, new Date(this.clock.now().getTime() + leastLifeMs));
  }

  private async obtain({ connectorId, organizationId, version, accessLevel }: ConnectorMirror): Promise<TokenRow> {
    const client = await this.client.of(organizationId);
    const { accessToken, expiresAt } = await this.provider.obtain(client, { scopes: scopesOf[accessLevel], resource: client.apiBaseUrl });
    const identity = { tokenId: this.ids.next(), connectorId, organizationId, connectorVersion: version };
    const token: TokenRow = {
      ...identity,
      accessToken: this.vault.seal(accessToken, accessTokenContext(identity)),
      resource: client.apiBaseUrl,
      issuedAt: this.clock.now(),
      expiresAt,
    };
    // The provider took its time: a connector that was halted meanwhile gets no token, and the one just obtained is revoked.
    if (await this.tokens.keep(token)) return token;
    requireIssuable(await this.connectors.find(connectorId), { connectorId, organizationId, version });
    throw new Error(`token ${token.tokenId} was not kept though version ${version} of connector ${connectorId} is active`);
  }
}
