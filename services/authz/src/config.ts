import { kafkaVariables, parseConfig, postgresVariables, serviceVariables } from '@patchbay/service-kit';
import { z } from 'zod';

/** No client secret: this service calls no other, and decides for itself. */
export const Config = z
  .object({
    ...serviceVariables,
    ...postgresVariables,
    ...kafkaVariables,
    AUTHZ_URL: serviceVariables.AUTHZ_URL.describe('the base URL at which others reach this service, such as http://authz:8082'),
    PLATFORM_OPERATORS: z
      .string()
      .default('')
      .transform((list) => list.split(',').flatMap((id) => id.trim() || []))
      .describe('a comma-separated list of the ids of the users who run the platform'),
  })
  .omit({ OIDC_CLIENT_SECRET: true });
export type Config = z.infer<typeof Config>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => parseConfig(Config, env);
