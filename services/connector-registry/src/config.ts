import { kafkaVariables, parseConfig, postgresVariables, proxyVariables, serviceVariables } from '@patchbay/service-kit';
import { z } from 'zod';

export const Config = z.object({
  ...serviceVariables,
  ...postgresVariables,
  ...kafkaVariables,
  ...proxyVariables,
  POSTGRES_MIGRATION_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('the same database as the owner of its tables, who migrates them: postgres://owner:password@host:5432/name'),
  TOKEN_BROKER_URL: z.url({ protocol: /^https?$/ }).describe('the base URL of the token broker, such as http://token-broker:8083'),
  CONNECTOR_QUOTA: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(10)
    .describe('the most connectors that one organization may have, such as 10'),
  EVENT_FEED_FOLLOWERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .describe('the most clients that may follow the events of one organization at one replica, such as 20'),
  EVENT_FEED_HEARTBEAT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(600_000)
    .default(15_000)
    .describe('how often a client that follows events gets a sign of life, in milliseconds, such as 15000'),
  EVENT_FEED_AUTHORIZE_EVERY_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(3_600_000)
    .default(60_000)
    .describe('how often it is asked whether a client may still follow events, in milliseconds, such as 60000'),
  LEASE_PROFILE: z
    .enum(['strict', 'default', 'relaxed'])
    .default('default')
    .describe('how long holders may act on what they know: strict 2 s, default 5 s, relaxed 30 s; of every replica the same'),
  MAX_HOLDERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .describe('the most executors and token brokers that may hold leases, such as 200'),
  MAX_HOLDERS_OF_ORGANIZATION: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000)
    .default(20)
    .describe("the most enforcement points of one organization's own that may hold leases, such as 20"),
  STATE_CHECK_EVERY_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(86_400_000)
    .default(600_000)
    .describe('how often the state topic is compared with the database, in milliseconds, such as 600000'),
});
export type Config = z.infer<typeof Config>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => parseConfig(Config, env);
