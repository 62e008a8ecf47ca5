import { type AddressPolicy, guardedFetch } from '@patchbay/egress';
import * as openid from 'openid-client';
import { type ObtainedToken, TokenUrls } from '../../application/ports.ts';
import type { OAuthAuthentication } from '../../domain/custom-settings.ts';
import { answerWithinSeconds, obtainedToken } from './obtained-token.ts';
import { translated } from './provider-errors.ts';
import { signingKey } from './signing-key.ts';

/** OAuth 2.0 client credentials at a token URL of which nothing else is known: no discovery, no revocation. */
export class OpenIdTokenUrls extends TokenUrls {
  private readonly fetch: openid.CustomFetch;

  constructor(private readonly options: { policy: AddressPolicy; now: () => Date }) {
    super();
    // Both are the Fetch API; their types differ in what may be undefined.
    this.fetch = guardedFetch({ policy: options.policy }) as unknown as openid.CustomFetch;
  }

  override async obtain(authentication: OAuthAuthentication, secret: string): Promise<ObtainedToken> {
    const { tokenUrl, clientId, scopes } = authentication;
    // The token URL is the audience of an assertion (RFC 7523), as the issuer's own name is not known.
    const server = { issuer: tokenUrl, token_endpoint: tokenUrl };
    const configuration = new openid.Configuration(server, clientId, undefined, proofOf(authentication, secret));
    configuration[openid.customFetch] = this.fetch;
    configuration.timeout = answerWithinSeconds;
    try {
      const answer = await openid.clientCredentialsGrant(configuration, scopes.length > 0 ? { scope: scopes.join(' ') } : {});
      return obtainedToken(answer, this.options.now());
    } catch (error) {
      throw translated(error);
    }
  }

  override requireUsableKey(privateKey: string): void {
    signingKey(privateKey);
  }
}

function proofOf(authentication: OAuthAuthentication, secret: string): openid.ClientAuth {
  if (authentication.kind === 'oauth-client-secret') return openid.ClientSecretBasic(secret);
  const key = signingKey(secret);
  return openid.PrivateKeyJwt(authentication.keyId === undefined ? key : { key, kid: authentication.keyId });
}
