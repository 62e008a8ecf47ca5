import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const httpUrl = () => z.url({ protocol: /^https?$/ });

/** Every service has these. */
export const serviceVariables = {
  PORT: z.coerce.number().int().min(0).max(65_535).describe('the port to listen on, such as 8081 (0 takes any free one)'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('fatal, error, warn, info, debug, trace or silent'),
  OIDC_ISSUER: httpUrl().describe('the URL of the OpenID provider that issues the tokens of people and services'),
  OIDC_CLIENT_SECRET: z.string().describe('the secret of this service at the OpenID provider; its client id is the name of the service'),
  AUTHZ_URL: httpUrl().describe('the base URL of the authz service, such as http://authz:8082'),
  INSTANCE_ID: z
    .string()
    .max(100)
    .default(() => randomUUID())
    .describe('a name of this replica that no other one has'),
  TOKEN_AUDIENCE: z.string().default('urn:patchbay').describe('the audience that tokens for this platform carry'),
};

export const postgresVariables = {
  POSTGRES_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('the URL of the database of this service, postgres://user:password@host:5432/name'),
  POSTGRES_POOL_SIZE: z.coerce.number().int().min(1).max(1_000).default(10).describe('the most connections to Postgres, such as 10'),
};

export const kafkaVariables = {
  KAFKA_BROKERS: z
    .string()
    .transform((list) => list.split(',').map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$|^\[[^\]]+\]:\d+$/, 'every broker is host:port')).min(1))
    .describe('a comma-separated list of host:port'),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]*$/, 'only letters, digits, dot, underscore and hyphen')
    .default('')
    .describe('what every topic name begins with in this installation; empty for none'),
};

/** For a service that keeps where requests came from. */
export const proxyVariables = {
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((proxy) => proxy.trim())
        .filter((proxy) => proxy !== ''),
    )
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])))
    .describe(
      'a comma-separated list of addresses or networks of the proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8; empty for none',
    ),
};

/** What the kit itself reads; the config of a service has at least this. */
export interface ServiceConfig {
  PORT: number;
  LOG_LEVEL: z.infer<(typeof serviceVariables)['LOG_LEVEL']>;
  OIDC_ISSUER: string;
  TOKEN_AUDIENCE: string;
  INSTANCE_ID: string;
  TRUSTED_PROXIES?: readonly string[] | undefined;
  /** Needed by a service that calls others. */
  OIDC_CLIENT_SECRET?: string | undefined;
  /** Needed unless the service decides by itself. */
  AUTHZ_URL?: string | undefined;
}
