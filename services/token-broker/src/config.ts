import { privateTargets } from '@patchbay/egress';
import { registryUrls } from '@patchbay/holder';
import { kafkaVariables, parseConfig, postgresVariables, serviceVariables } from '@patchbay/service-kit';
import { z } from 'zod';

const keyBytes = 32;

export const Config = z.object({
  ...serviceVariables,
  ...postgresVariables,
  ...kafkaVariables,
  KEY_ENCRYPTION_KEY: z
    .base64()
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length === keyBytes, `it must decode to ${keyBytes} bytes`)
    .describe('32 bytes in base64 (openssl rand -base64 32): everything secret in the database is sealed with it'),
  REGISTRY_URLS: registryUrls.refine((urls) => urls.length > 0, 'name at least one'),
  OUTBOUND_ALLOW_PRIVATE: privateTargets,
  ALLOW_INSECURE_ISSUERS: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('true lets issuer and API be http:// URLs; for development only'),
});
export type Config = z.infer<typeof Config>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => parseConfig(Config, env);
