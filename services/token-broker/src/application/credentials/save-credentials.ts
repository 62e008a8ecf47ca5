import { Injectable } from '@nestjs/common';
import type { SaveCredentialsRequest } from '@patchbay/contracts';
import { type CustomConnector, requireCustom, requireEntrustable } from '../../domain/connector-mirror.ts';
import { ConnectorChangedMeanwhile, CredentialsOfOtherKind } from '../../domain/credential-errors.ts';
import { ConnectorBoxes } from '../connector-boxes.ts';
import { credentialsContext } from '../contexts.ts';
import { Clock, type ConnectorIdentity, ConnectorMirrors, Credentials, TokenUrls } from '../ports.ts';
import { TryCredentials } from './try-credentials.ts';

/** Entrusts a custom connector with what is secret about its authentication, once that has been tried out. Repeatable: the last one counts. */
@Injectable()
export class SaveCredentials {
  constructor(
    private readonly connectors: ConnectorMirrors,
    private readonly credentials: Credentials,
    private readonly boxes: ConnectorBoxes,
    private readonly tokenUrls: TokenUrls,
    private readonly tryCredentials: TryCredentials,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError of the connector, of the credentials, and of where they are tried out */
  async execute({ organizationId, connectorId }: ConnectorIdentity, request: SaveCredentialsRequest, savedBy: string): Promise<void> {
    const connector = requireCustom(await this.connectors.find(connectorId), organizationId, connectorId);
    requireEntrustable(connector);
    const secret = this.secretOf(request, connector);
    const isChecked = await this.tryCredentials.execute(connector.custom, secret);
    const box = await this.boxes.of(connector);
    const now = this.clock.now();
    const saved = await this.credentials.save({
      organizationId,
      connectorId,
      secret: box.seal(secret, credentialsContext(connector)),
      savedFor: connector.custom,
      savedAt: now,
      savedBy,
      checkedAt: isChecked ? now : null,
    });
    if (!saved) throw new ConnectorChangedMeanwhile();
  }

  private secretOf(request: SaveCredentialsRequest, { custom: { authentication } }: CustomConnector): string {
    if (request.kind !== authentication.kind) throw new CredentialsOfOtherKind(authentication.kind);
    switch (request.kind) {
      case 'basic':
        return request.password;
      case 'api-key':
        return request.key;
      case 'oauth-client-secret':
        return request.clientSecret;
      case 'oauth-private-key-jwt':
        this.tokenUrls.requireUsableKey(request.privateKey);
        return request.privateKey;
    }
  }
}
