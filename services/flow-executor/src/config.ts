import { privateTargets } from '@patchbay/egress';
import { registryUrls } from '@patchbay/holder';
import { kafkaVariables, parseConfig, postgresVariables, serviceVariables } from '@patchbay/service-kit';
import { z } from 'zod';

const httpUrl = () => z.url({ protocol: /^https?$/ });

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

export const Config = z.object({
  ...serviceVariables,
  ...postgresVariables,
  ...kafkaVariables,
  REGISTRY_URL: httpUrl().describe('the base URL of the connector registry, such as http://connector-registry:8081'),
  REGISTRY_URLS: registryUrls,
  TOKEN_BROKER_URL: httpUrl().describe('the base URL of the token broker, such as http://token-broker:8083'),
  OUTBOUND_ALLOW_PRIVATE: privateTargets,
  OUTBOUND_OPEN_HOSTS: z
    .string()
    .default('')
    .transform((text) => listOf(text).map((host) => host.toLowerCase()))
    .describe(
      'the hosts that flows may call without a connector, comma-separated, with :port where it is not the usual one; empty for none',
    ),
});
export type Config = z.infer<typeof Config>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => parseConfig(Config, env);
