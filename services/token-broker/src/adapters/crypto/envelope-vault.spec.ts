import { CannotUnseal } from '../../domain/errors.ts';
import { EnvelopeVault } from './envelope-vault.ts';

const vault = new EnvelopeVault(Buffer.alloc(32, 7));
const context = 'organization|client|client-secret';

describe('EnvelopeVault', () => {
  it('opens what it sealed', () => {
    expect(vault.unseal(vault.seal('ünseen', context), context)).toBe('ünseen');
  });

  it('seals the same text differently each time, and never in the clear', () => {
    const [first, second] = [vault.seal('only-written', context), vault.seal('only-written', context)];
    expect(first.bytes.equals(second.bytes)).toBe(false);
    expect(first.bytes.includes('only-written')).toBe(false);
  });

  it('does not open a ciphertext that was moved to another row', () => {
    expect(() => vault.unseal(vault.seal('secret', context), 'organization|other|client-secret')).toThrow(CannotUnseal);
  });

  it('does not open a ciphertext of which one bit was changed', () => {
    const { keyId, bytes } = vault.seal('secret', context);
    for (const position of [0, 20, 65, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[position] = (changed[position] ?? 0) ^ 1;
      expect(() => vault.unseal({ keyId, bytes: changed }, context)).toThrow(CannotUnseal);
    }
  });

  it('names the key that is missing', () => {
    const sealed = new EnvelopeVault(Buffer.alloc(32, 8)).seal('secret', context);
    expect(() => vault.unseal(sealed, context)).toThrow(`key ${sealed.keyId}`);
  });
});
