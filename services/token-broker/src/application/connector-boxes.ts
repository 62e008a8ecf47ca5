import { Injectable } from '@nestjs/common';
import { KeyDestroyed } from '../domain/credential-errors.ts';
import { dataKeyContext } from './contexts.ts';
import { type ConnectorIdentity, ConnectorKeys, type SecretBox, Vault } from './ports.ts';

/** Whatever is kept secret for a connector lies under a data key of its own. With the key it is gone, wherever a copy of it may lie. */
@Injectable()
export class ConnectorBoxes {
  constructor(
    private readonly keys: ConnectorKeys,
    private readonly vault: Vault,
  ) {}

  /** Gives the connector its key if it has none. @throws KeyDestroyed when it is deleted, CannotUnseal */
  async of(connector: ConnectorIdentity): Promise<SecretBox> {
    const context = dataKeyContext(connector);
    const key = (await this.keys.find(connector)) ?? (await this.keys.keep(connector, this.vault.createKey(context)));
    if (!key) throw new KeyDestroyed();
    return this.vault.under(key, context);
  }

  /** @returns undefined for a connector without a key @throws CannotUnseal */
  async find(connector: ConnectorIdentity): Promise<SecretBox | undefined> {
    const key = await this.keys.find(connector);
    return key && this.vault.under(key, dataKeyContext(connector));
  }
}
