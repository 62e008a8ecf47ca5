import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Caller } from './caller.ts';
import type { Issuer } from './issuer.ts';
import { IdentityProviderUnavailable, Unauthenticated } from './refusals.ts';

export interface JwtVerifierOptions {
  issuer: Issuer;
  audience: string;
  /** Verified tokens that are remembered. Default 5000. */
  cacheSize?: number;
  now?: () => Date;
}

/** Never what the token itself claims to be signed with. */
const algorithms = ['RS256', 'ES256'];
const clockToleranceS = 5;

/** Says who an access token stands for. A token is verified once and then known by its text until it expires. */
export class JwtVerifier {
  private readonly verified = new Map<string, { caller: Caller; expiresAtMs: number }>();
  private keys: JWTVerifyGetKey | undefined;

  constructor(private readonly options: JwtVerifierOptions) {}

  /** How many tokens are remembered. */
  get size(): number {
    return this.verified.size;
  }

  /** Whom a token that was verified before stands for. */
  known(token: string): Caller | undefined {
    const known = this.verified.get(token);
    return known && known.expiresAtMs > this.now().getTime() ? known.caller : undefined;
  }

  /** @throws Unauthenticated, IdentityProviderUnavailable */
  async verify(token: string): Promise<Caller> {
    const known = this.known(token);
    if (known) return known;
    this.verified.delete(token);
    const payload = await this.payloadOf(token);
    const caller = callerOf(payload);
    this.remember(token, caller, payload);
    return caller;
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    const keys = await this.remoteKeys();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: this.options.issuer.url,
        audience: this.options.audience,
        algorithms,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: clockToleranceS,
        currentDate: this.now(),
      });
      return payload;
    } catch (error) {
      throw refusalFor(error);
    }
  }

  private async remoteKeys(): Promise<JWTVerifyGetKey> {
    if (!this.keys) {
      const { jwks_uri } = await this.options.issuer.discover();
      this.keys ??= createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: 3_000, cooldownDuration: 1_000 });
    }
    return this.keys;
  }

  private remember(token: string, caller: Caller, { exp = 0 }: JWTPayload): void {
    const { cacheSize = 5_000 } = this.options;
    const oldest = this.verified.size >= cacheSize ? this.verified.keys().next().value : undefined;
    if (oldest !== undefined) this.verified.delete(oldest);
    this.verified.set(token, { caller, expiresAtMs: exp * 1_000 });
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }
}

function callerOf(payload: JWTPayload): Caller {
  const { sub, client_id } = payload;
  if (!sub) throw new Unauthenticated('the access token names no subject');
  return { kind: sub === client_id ? 'service' : 'user', id: sub };
}

/** Not reaching the keys says nothing about the token. */
function refusalFor(error: unknown): Error {
  if (error instanceof errors.JWTExpired) {
    return new Unauthenticated('the access token has expired: get a new one', { cause: error });
  }
  const keysAway = !(error instanceof errors.JOSEError) || error instanceof errors.JWKSTimeout || error.code === 'ERR_JOSE_GENERIC';
  return keysAway ? new IdentityProviderUnavailable({ cause: error }) : new Unauthenticated(undefined, { cause: error });
}
