import { z } from 'zod';
import { readJson } from '../remote/json-http.ts';
import { IdentityProviderUnavailable } from './refusals.ts';

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url(), token_endpoint: z.url() });
type Discovery = z.infer<typeof Discovery>;

/** The OpenID provider's own description, read when first needed, and again as long as it could not be read. */
export class Issuer {
  private discovery: Promise<Discovery> | undefined;

  constructor(readonly url: string) {}

  /** @throws IdentityProviderUnavailable */
  discover(): Promise<Discovery> {
    this.discovery ??= this.read().catch((error: unknown) => {
      this.discovery = undefined;
      throw new IdentityProviderUnavailable({ cause: error });
    });
    return this.discovery;
  }

  private async read(): Promise<Discovery> {
    const address = `${this.url.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const { status, body } = await readJson(address, { method: 'GET', timeoutMs: 3_000 });
    if (status !== 200) throw new Error(`${address} answers ${status}`);
    const discovery = Discovery.parse(body);
    if (discovery.issuer !== this.url) throw new Error(`${address} describes another issuer: ${discovery.issuer}`);
    return discovery;
  }
}
