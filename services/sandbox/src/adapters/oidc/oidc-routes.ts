import type { FastifyInstance, onRequestHookHandler } from 'fastify';
import { findUser, organizations, users } from '../../domain/world.ts';
import { errorPage, loginPage } from './login-page.ts';
import { OIDC_PATH, type OpenIdProvider } from './openid-provider.ts';

interface LoginRoute {
  Params: { uid: string };
  Body: { user?: string };
}

const organizationNames = new Map(organizations.map(({ organizationId, name }) => [organizationId, name]));

/** The provider, which reads the raw request itself, and the page on which it has people choose who they are. */
export function oidcRoutes({ provider }: OpenIdProvider, onRequest: onRequestHookHandler) {
  const handle = provider.callback();
  return async (server: FastifyInstance): Promise<void> => {
    server.addHook('onRequest', onRequest);
    server.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );

    server.get<LoginRoute>(`${OIDC_PATH}/login/:uid`, async ({ params }, reply) =>
      reply
        .type('text/html')
        .header('cache-control', 'no-store')
        .send(loginPage(params.uid, users, organizationNames)),
    );

    server.post<LoginRoute>(`${OIDC_PATH}/login/:uid`, async ({ raw, body }, reply) => {
      const user = findUser(String(body?.user));
      if (!user) return reply.code(400).type('text/html').send(errorPage('unknown user', 'Choose one of those listed.'));
      try {
        const returnTo = await provider.interactionResult(raw, reply.raw, { login: { accountId: user.userId } });
        return reply.code(303).header('location', returnTo).send();
      } catch (error) {
        if (!(error instanceof Error && error.name === 'SessionNotFound')) throw error;
        return reply.code(400).type('text/html').send(errorPage('session not found', 'The page was open for too long.'));
      }
    });

    server.route({
      method: ['GET', 'POST', 'OPTIONS'],
      url: `${OIDC_PATH}/*`,
      onRequest: async (request, reply) => {
        reply.hijack();
        const { raw, url } = request;
        // How the provider learns under which path it is mounted.
        await handle(Object.assign(raw, { originalUrl: url, url: url.slice(OIDC_PATH.length) }), reply.raw);
        raw.url = url;
      },
      handler: () => undefined,
    });
  };
}
