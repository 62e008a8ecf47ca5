import { kafkaVariables, parseConfig, postgresVariables, serviceVariables } from '@patchbay/service-kit';
import { z } from 'zod';

export const Config = z.object({
  ...serviceVariables,
  ...postgresVariables,
  ...kafkaVariables,
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
});
export type Config = z.infer<typeof Config>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => parseConfig(Config, env);
