import { Injectable } from '@nestjs/common';
import type { CustomConnector } from '../../domain/connector-mirror.ts';
import { KeyDestroyed, NoCredentials } from '../../domain/credential-errors.ts';
import { ConnectorBoxes } from '../connector-boxes.ts';
import { credentialsContext } from '../contexts.ts';
import { Credentials } from '../ports.ts';

/** The secret of a custom connector, opened for the moment of one answer. */
@Injectable()
export class EntrustedSecret {
  constructor(
    private readonly credentials: Credentials,
    private readonly boxes: ConnectorBoxes,
  ) {}

  /** @throws NoCredentials, KeyDestroyed, CannotUnseal */
  async of(connector: CustomConnector): Promise<string> {
    const found = await this.credentials.find(connector);
    if (!found || 'droppedAt' in found) throw new NoCredentials();
    const box = await this.boxes.find(connector);
    if (box?.keyId !== found.secret.keyId) throw new KeyDestroyed();
    return box.unseal(found.secret, credentialsContext(connector));
  }
}
