import { z } from 'zod';
import type { Issuer } from '../access/issuer.ts';
import { IdentityProviderUnavailable } from '../access/refusals.ts';
import type { Clock } from '../operations/clock.ts';
import { readJson } from './json-http.ts';

const TokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().default(60) });

export interface ServiceIdentityOptions {
  issuer: Issuer;
  clientId: string;
  clientSecret: string | undefined;
  audience: string;
  clock: Clock;
}

interface HeldToken {
  accessToken: string;
  renewAtMs: number;
  expiresAtMs: number;
}

const retryAfterMs = 2_000;

/**
 * The access token with which this service calls others. Renewed ahead of its end while callers still get the old one,
 * so that a provider that is away for a moment is not noticed.
 */
export class ServiceIdentity {
  private held: HeldToken | undefined;
  private renewal: Promise<HeldToken> | undefined;

  constructor(private readonly options: ServiceIdentityOptions) {}

  /** @throws IdentityProviderUnavailable */
  async accessToken(): Promise<string> {
    const nowMs = this.options.clock.monotonicMs();
    const { held } = this;
    if (!held || nowMs >= held.expiresAtMs) return (await this.renewed()).accessToken;
    if (nowMs >= held.renewAtMs) this.renewInBackground(held, nowMs);
    return held.accessToken;
  }

  /** Forgets a token that was refused, so that the next call gets another. */
  discard(accessToken: string): void {
    if (this.held?.accessToken === accessToken) this.held = undefined;
  }

  private renewed(): Promise<HeldToken> {
    this.renewal ??= this.renew().finally(() => {
      this.renewal = undefined;
    });
    return this.renewal;
  }

  private renewInBackground(held: HeldToken, nowMs: number): void {
    held.renewAtMs = nowMs + retryAfterMs;
    // A failure shows when the token has ended and is needed.
    this.renewed().catch(() => undefined);
  }

  private async renew(): Promise<HeldToken> {
    const { issuer, clock } = this.options;
    const askedAtMs = clock.monotonicMs();
    try {
      const { token_endpoint } = await issuer.discover();
      const { access_token, expires_in } = TokenAnswer.parse(await this.askForToken(token_endpoint));
      const lifeMs = expires_in * 1_000;
      this.held = { accessToken: access_token, renewAtMs: askedAtMs + lifeMs * 0.8, expiresAtMs: askedAtMs + lifeMs * 0.95 };
      return this.held;
    } catch (error) {
      throw error instanceof IdentityProviderUnavailable ? error : new IdentityProviderUnavailable({ cause: error });
    }
  }

  private async askForToken(endpoint: string): Promise<unknown> {
    const { clientId, clientSecret, audience } = this.options;
    if (!clientSecret) throw new Error('OIDC_CLIENT_SECRET is not set');
    const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    const { status, body } = await readJson(endpoint, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience, audience }).toString(),
      timeoutMs: 3_000,
    });
    if (status !== 200) throw new Error(`the token endpoint answers ${status} to ${clientId}`);
    return body;
  }
}
