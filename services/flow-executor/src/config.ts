import { privateTargets } from '@patchbay/egress';
import { registryUrls } from '@patchbay/holder';
import { kafkaVariables, parseConfig, postgresVariables, serviceVariables } from '@patchbay/service-kit';
import { z } from 'zod';

const httpUrl = () => z.url({ protocol: /^https?$/ });

/** Written as a number of units, within bounds. */
const number = (from: number, to: number, otherwise: number) => z.coerce.number().int().min(from).max(to).default(otherwise);

export const Config = z.object({
  ...serviceVariables,
  ...postgresVariables,
  ...kafkaVariables,
  REGISTRY_URL: httpUrl().describe('the base URL of the connector registry, such as http://connector-registry:8081'),
  REGISTRY_URLS: registryUrls,
  TOKEN_BROKER_URL: httpUrl().describe('the base URL of the token broker, such as http://token-broker:8083'),
  EXECUTION_CLAIM_SECONDS: number(1, 300, 10).describe(
    'how many seconds after the death of an executor another one may go on with what it ran, from 1 to 300',
  ),
  EXECUTION_MAX_WAIT_SECONDS: number(1, 2_592_000, 86_400).describe(
    'after how many seconds a waiting execution is closed, unless its activity waits longer by itself, from 1 to 2592000',
  ),
  EXECUTION_RETENTION_DAYS: number(1, 365, 7).describe('how many days executions and their traces are kept, from 1 to 365'),
  OUTBOUND_ALLOW_PRIVATE: privateTargets,
  OUTBOUND_CALL_LOG: z.enum(['on', 'off']).default('off').describe('whether each request of a connector is logged as it starts: on or off'),
});
export type Config = z.infer<typeof Config>;

export const loadConfig = (env: NodeJS.ProcessEnv): Config => parseConfig(Config, env);
