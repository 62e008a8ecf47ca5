import { createPrivateKey, type KeyObject, type webcrypto } from 'node:crypto';
import { PrivateKeyUnusable } from '../../domain/credential-errors.ts';

const leastRsaBits = 2_048;
const curves: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

type Algorithm = Parameters<KeyObject['toCryptoKey']>[0];

/** For assertions: RS256, ES256, ES384, ES512 or Ed25519, as the key is. @throws PrivateKeyUnusable */
export function signingKey(pem: string): webcrypto.CryptoKey {
  try {
    const key = createPrivateKey(pem);
    const algorithm = algorithmOf(key);
    if (algorithm) return key.toCryptoKey(algorithm, false, ['sign']);
  } catch (error) {
    throw new PrivateKeyUnusable({ cause: error });
  }
  throw new PrivateKeyUnusable();
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Algorithm | undefined {
  if (asymmetricKeyType === 'ed25519') return 'Ed25519';
  if (asymmetricKeyType === 'rsa') {
    const isLongEnough = (asymmetricKeyDetails?.modulusLength ?? 0) >= leastRsaBits;
    return isLongEnough ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : undefined;
  }
  const namedCurve = asymmetricKeyType === 'ec' ? curves[asymmetricKeyDetails?.namedCurve ?? ''] : undefined;
  return namedCurve === undefined ? undefined : { name: 'ECDSA', namedCurve };
}
