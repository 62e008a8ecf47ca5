import { generateKeyPairSync } from 'node:crypto';
import { PrivateKeyUnusable } from '../../domain/credential-errors.ts';
import { signingKey } from './signing-key.ts';

const pem = { type: 'pkcs8', format: 'pem' } as const;
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey.export(pem).toString();
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey.export(pem).toString();

describe('a key for assertions', () => {
  it.each([
    ['P-256', () => ec('P-256')],
    ['P-384', () => ec('P-384')],
    ['P-521', () => ec('P-521')],
    ['Ed25519', () => generateKeyPairSync('ed25519').privateKey.export(pem).toString()],
    ['RSA of 2048 bits', () => rsa(2_048)],
  ])('is read: %s', (_, key) => {
    expect(signingKey(key())).toMatchObject({ type: 'private', extractable: false, usages: ['sign'] });
  });

  it.each([
    ['no key', () => 'secret'],
    ['a public key', () => generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['one that cannot sign', () => generateKeyPairSync('x25519').privateKey.export(pem).toString()],
    ['another curve', () => ec('secp256k1')],
    ['RSA that is too short', () => rsa(1_024)],
    [
      'one with a password',
      () =>
        generateKeyPairSync('ed25519')
          .privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'p' })
          .toString(),
    ],
  ])('is refused: %s', (_, key) => {
    expect(() => signingKey(key())).toThrow(PrivateKeyUnusable);
  });
});
