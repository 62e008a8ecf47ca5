import { parseConfig, type ServiceConfig, serviceVariables } from '@patchbay/service-kit';
import { z } from 'zod';
import { clients, developmentSecretOf, secretVariableOf } from './domain/world.ts';

const secretVariables = Object.fromEntries(
  clients.map(({ clientId }) => [
    secretVariableOf(clientId),
    z.string().default(developmentSecretOf(clientId)).describe(`the secret with which ${clientId} gets tokens`),
  ]),
);

export const variables = z.object({
  NODE_ENV: z
    .string()
    .optional()
    .refine((value) => value !== 'production', 'the sandbox hands out tokens to anybody, so it does not run in production')
    .describe('anything but production'),
  PORT: serviceVariables.PORT.default(8085),
  LOG_LEVEL: serviceVariables.LOG_LEVEL,
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('http://127.0.0.1:8085')
    .describe('the URL at which services and browsers reach the sandbox, such as http://127.0.0.1:8085'),
  CONSOLE_REDIRECT_URIS: z
    .string()
    .transform((list) => list.split(',').map((uri) => uri.trim()))
    .pipe(z.array(z.url({ protocol: /^https?$/ })))
    .default(['http://127.0.0.1:8080/session/callback', 'http://localhost:8080/session/callback'])
    .describe('a comma-separated list of the URLs to which the console has people sent back after they signed in'),
  ...secretVariables,
});

export interface SandboxConfig extends ServiceConfig {
  readonly PUBLIC_URL: string;
  readonly CONSOLE_REDIRECT_URIS: readonly string[];
  readonly clientSecrets: Readonly<Record<string, string>>;
}

/** @throws ConfigInvalid */
export function loadConfig(env: NodeJS.ProcessEnv): SandboxConfig {
  const { PORT, LOG_LEVEL, PUBLIC_URL, CONSOLE_REDIRECT_URIS, ...others } = parseConfig(variables, env);
  const secrets: Readonly<Record<string, unknown>> = others;
  return {
    PORT,
    LOG_LEVEL,
    PUBLIC_URL,
    CONSOLE_REDIRECT_URIS,
    clientSecrets: Object.fromEntries(clients.map(({ clientId }) => [clientId, String(secrets[secretVariableOf(clientId)])])),
    // The sandbox trusts nobody but itself.
    OIDC_ISSUER: `${PUBLIC_URL}/oidc`,
    TOKEN_AUDIENCE: 'urn:patchbay',
    INSTANCE_ID: 'sandbox',
  };
}
