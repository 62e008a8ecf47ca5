import { Licence, OrganizationId } from '@patchbay/contracts';
import { z } from 'zod';
import { sandboxUrl } from './addresses.ts';
import { request } from './http.ts';

const World = z.object({
  organizations: z.array(z.object({ organizationId: OrganizationId, name: z.string(), licence: Licence })),
  users: z.array(z.object({ userId: z.string(), email: z.string(), role: z.string(), organizationId: OrganizationId.nullable() })),
});
export type World = z.infer<typeof World>;

export const readWorld = async (): Promise<World> => (await request(World, 'GET', `${sandboxUrl}/dev/world`)).body;

/** A token of a demo user, without a browser. */
export async function tokenOf(email: string): Promise<string> {
  const { body } = await request(z.object({ accessToken: z.string() }), 'POST', `${sandboxUrl}/dev/token`, { body: { user: email } });
  return body.accessToken;
}

/** A token of a service that is not part of Patchbay, such as the voice platform. */
export async function clientToken(clientId: string, clientSecret: string): Promise<string> {
  const response = await fetch(`${sandboxUrl}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: 'urn:patchbay' }),
  });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}
