import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { type Sealed, type SecretBox, Vault } from '../../application/ports.ts';
import { CannotUnseal } from '../../domain/errors.ts';

const algorithm = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const boxedKeyBytes = nonceBytes + keyBytes + tagBytes;

/**
 * Envelope encryption: every write gets a random key (so no nonce is ever used twice under one key), which is wrapped by the key of the vault.
 * That is the service's own, or the data key of a connector, which is wrapped by the service's own. The context is authenticated, not stored.
 */
export class EnvelopeVault extends Vault {
  readonly keyId: string;

  /** @param keyEncryptionKey 32 bytes */
  constructor(private readonly keyEncryptionKey: Buffer) {
    super();
    this.keyId = createHash('sha256').update(keyEncryptionKey).digest('hex').slice(0, 16);
  }

  override createKey(context: string): Sealed {
    return this.sealBytes(randomBytes(keyBytes), context);
  }

  override under(key: Sealed, context: string): SecretBox {
    return new EnvelopeVault(this.unsealBytes(key, context));
  }

  override seal(plaintext: string, context: string): Sealed {
    return this.sealBytes(Buffer.from(plaintext, 'utf8'), context);
  }

  override unseal(sealed: Sealed, context: string): string {
    return this.unsealBytes(sealed, context).toString('utf8');
  }

  private sealBytes(plaintext: Buffer, context: string): Sealed {
    const dataKey = randomBytes(keyBytes);
    const associated = this.associatedData(context);
    const wrapped = box(this.keyEncryptionKey, dataKey, associated);
    const content = box(dataKey, plaintext, associated);
    return { keyId: this.keyId, bytes: Buffer.concat([wrapped, content]) };
  }

  private unsealBytes({ keyId, bytes }: Sealed, context: string): Buffer {
    if (keyId !== this.keyId) throw new CannotUnseal(keyId);
    const associated = this.associatedData(context);
    try {
      const dataKey = unbox(this.keyEncryptionKey, bytes.subarray(0, boxedKeyBytes), associated);
      return unbox(dataKey, bytes.subarray(boxedKeyBytes), associated);
    } catch (error) {
      throw new CannotUnseal(keyId, { cause: error });
    }
  }

  private associatedData(context: string): Buffer {
    return Buffer.from(`${context}|${this.keyId}`, 'utf8');
  }
}

function box(key: Buffer, content: Buffer, associated: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(associated);
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function unbox(key: Buffer, boxed: Buffer, associated: Buffer): Buffer {
  const decipher = createDecipheriv(algorithm, key, boxed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(associated).setAuthTag(boxed.subarray(-tagBytes));
  return Buffer.concat([decipher.update(boxed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
}
