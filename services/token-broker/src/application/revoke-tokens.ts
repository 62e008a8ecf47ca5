import { Injectable } from '@nestjs/common';
import { NoOAuthClient, ProviderRefused, ProviderUnavailable } from '../domain/errors.ts';
import { ConnectorBoxes } from './connector-boxes.ts';
import { accessTokenContext } from './contexts.ts';
import { OrganizationClient } from './organization-client.ts';
import { Clock, type ConnectorIdentity, ConnectorKeys, TokenProvider, type TokenRow, Tokens } from './ports.ts';

const batchSize = 20;

/** Ends the life of dropped tokens at the provider (RFC 7009). Each step may be repeated; a crash leaves the token dropped, to be taken up again. */
@Injectable()
export class RevokeTokens {
  constructor(
    private readonly tokens: Tokens,
    private readonly client: OrganizationClient,
    private readonly provider: TokenProvider,
    private readonly boxes: ConnectorBoxes,
    private readonly keys: ConnectorKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * Drops and revokes every token of a connector that is being deleted, and then destroys its data key; it may be called again for what is gone already.
   * @returns how many were revoked now
   * @throws ProviderUnavailable while a token of the connector is still to be revoked: call again
   */
  async ofConnector(connector: ConnectorIdentity): Promise<number> {
    const { connectorId } = connector;
    await this.tokens.drop(connectorId);
    const revoked = await this.dropped(connectorId);
    if ((await this.tokens.countDropped(connectorId)) > 0) throw new ProviderUnavailable();
    await this.keys.destroy(connector);
    return revoked;
  }

  /** Revokes what has been dropped, up to a batch. @returns how many */
  async dropped(connectorId?: string): Promise<number> {
    await this.tokens.forgetExpired(this.clock.now());
    const claimed = await this.tokens.claimDropped(batchSize, connectorId);
    for (const token of claimed) await this.revoke(token);
    return claimed.length;
  }

  private async revoke(token: TokenRow): Promise<void> {
    try {
      if (token.isRevocable) await this.revokeAtProvider(token);
    } catch (error) {
      // The provider does not know client or token any more: there is nothing left that it could revoke.
      if (!(error instanceof ProviderRefused || error instanceof NoOAuthClient)) {
        await this.tokens.release(token.tokenId);
        throw error;
      }
    }
    await this.tokens.forget(token.tokenId);
  }

  /** A token whose key is gone cannot be named to anybody any more: it lives until it expires. */
  private async revokeAtProvider(token: TokenRow): Promise<void> {
    const box = await this.boxes.find(token);
    if (box?.keyId !== token.accessToken.keyId) return;
    await this.provider.revoke(await this.client.of(token.organizationId), box.unseal(token.accessToken, accessTokenContext(token)));
  }
}
