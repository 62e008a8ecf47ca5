import { z } from 'zod';

const withoutCredentials = (text: string): boolean => {
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
};
const HttpsUrl = z
  .url({ protocol: /^https$/, error: 'an https URL', abort: true })
  .max(2_000)
  .refine(withoutCredentials, 'without user, password and fragment');

/** Scheme and host, with a port if it is not 443. The path of a request belongs to the activity that makes it. */
const ResourceDomain = z
  .url({ protocol: /^https$/, error: 'an https URL', abort: true })
  .max(300)
  .refine((text) => new URL(text).origin === text, 'https, host and port only, in lower case: without path, query, user and password');

/** Visible characters: what may stand in a header and in a form, and shows as it is. */
const Visible = z.string().regex(/^[\x21-\x7e]+$/, 'visible ASCII characters only');
const UserName = z.string().regex(/^[^\p{Cc}\p{Cs}:]+$/u, 'no control characters and no colon');

/** Headers that frame a message, route it or say who sent it are set by whoever sends it. */
const reserved =
  /^(host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|cookie|forwarded|x-forwarded-.*|proxy-.*|patchbay-.*)$/i;
const HeaderName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'a header name')
  .max(100)
  .refine((name) => !reserved.test(name), 'a header that may carry a key: this one is set by the sender');

const client = {
  tokenUrl: HttpsUrl,
  clientId: Visible.max(300),
  scopes: z.array(Visible.max(200)).max(50).default([]),
};

const basic = z.object({ kind: z.literal('basic'), userName: UserName.max(300) });
const clientSecret = z.object({ kind: z.literal('oauth-client-secret'), ...client });
const privateKeyJwt = z.object({ kind: z.literal('oauth-private-key-jwt'), ...client, keyId: Visible.max(300).optional() });
const apiKey = z.object({ kind: z.literal('api-key'), headerName: HeaderName });

/** What a connector of kind `custom` has of its own: what may be known to everybody who may see the connector. */
const customFields = {
  resourceDomain: ResourceDomain,
  /** How it proves itself there. */
  authentication: z.discriminatedUnion('kind', [basic, clientSecret, privateKeyJwt, apiKey]),
  /** Asked with the credentials when they are saved; at the resource domain, as they go nowhere else. */
  validationUrl: HttpsUrl.optional(),
};

/** In a request: password, client secret, private key and API key are written to the token broker, and one that is sent here is refused, not dropped. */
export const requestedCustomFields = {
  ...customFields,
  authentication: z.discriminatedUnion('kind', [basic.strict(), clientSecret.strict(), privateKeyJwt.strict(), apiKey.strict()]),
};

/** Either kind of what has these fields in common. */
export const ofEachKind = <Shape extends z.core.$ZodLooseShape>(common: z.ZodObject<Shape>) =>
  z.discriminatedUnion('kind', [
    common.extend({ kind: z.literal('webex-contact-center') }),
    common.extend({ kind: z.literal('custom'), ...customFields }),
  ]);
