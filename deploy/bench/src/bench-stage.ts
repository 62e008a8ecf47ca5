import { topics } from '@patchbay/contracts';
import {
  allowAll,
  callHttp,
  createDatabase,
  createTenantDatabase,
  type HttpAnswer,
  type HttpCall,
  openKafka,
  startAuthzStub,
  startIdentityProvider,
} from '@patchbay/testing';
import { Client } from 'pg';
import { ServiceProcess } from './service-process.ts';

/** What a benchmark of whole services stands on. */
export interface BenchStage {
  registry: ServiceProcess;
  /** Rows of every organization, past the registry and the flow-executor. */
  registryRows: Client;
  flowRows: Client;
  startExecutor(env?: Record<string, string>): Promise<ServiceProcess>;
  /** As a user who may do everything. @throws what the answer says when it is none of success */
  call(method: string, url: string, request?: BenchRequest): Promise<HttpAnswer<unknown>>;
  /** For benchmarks that ask by themselves. */
  token: string;
}

type BenchRequest = Pick<HttpCall, 'body' | 'headers'>;

interface StageOptions {
  /** Where nobody answers, unless it is said. */
  tokenBrokerUrl?: string;
  openTopics?: () => ReturnType<typeof openKafka>;
  /** Settings of the registry. */
  registry?: Record<string, string>;
}

/** Registry and executors are processes of their own, the identity provider and authz answer at once. Everything ends with the performance. */
export async function onStage(options: StageOptions, perform: (stage: BenchStage) => Promise<void>): Promise<void> {
  const { tokenBrokerUrl = 'http://127.0.0.1:1', openTopics = () => openKafka(topics) } = options;
  const [database, flowDatabase, kafka, identity, authz] = await Promise.all([
    createTenantDatabase('connector_registry'),
    createDatabase(),
    openTopics(),
    startIdentityProvider(),
    startAuthzStub(allowAll),
  ]);
  const common = {
    OIDC_ISSUER: identity.issuer,
    OIDC_CLIENT_SECRET: identity.clientSecret,
    AUTHZ_URL: authz.url,
    TOKEN_BROKER_URL: tokenBrokerUrl,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
  };
  const registryRows = new Client({ connectionString: database.superuserUrl });
  const flowRows = new Client({ connectionString: flowDatabase.url });
  const processes: ServiceProcess[] = [];
  const start = async (name: string, port: number, env: Record<string, string>): Promise<ServiceProcess> => {
    const process = await ServiceProcess.start(name, port, { ...common, ...env });
    processes.unshift(process);
    return process;
  };
  try {
    await Promise.all([registryRows.connect(), flowRows.connect()]);
    const token = await identity.userToken('full-admin');
    const registryUrls = { POSTGRES_URL: database.url, POSTGRES_MIGRATION_URL: database.migrationUrl };
    const registry = await start('connector-registry', 18_681, { ...registryUrls, ...options.registry });
    const executorUrls = { POSTGRES_URL: flowDatabase.url, REGISTRY_URL: registry.url };
    const startExecutor = (env = {}) => start('flow-executor', 18_684, { ...executorUrls, ...env });
    const call = (method: string, url: string, request?: BenchRequest) => callWith(token, method, url, request);
    await perform({ registry, registryRows, flowRows, startExecutor, call, token });
  } finally {
    for (const process of processes) await process.stop();
    await Promise.all([registryRows.end(), flowRows.end(), identity.stop(), authz.stop()]);
    await Promise.all([database.drop(), flowDatabase.drop()]);
  }
}

async function callWith(token: string, method: string, url: string, request: BenchRequest = {}): Promise<HttpAnswer<unknown>> {
  const answer = await callHttp<unknown>(method, url, { ...request, token });
  if (answer.status >= 300) throw new Error(`${method} ${url} is answered by ${answer.status}: ${answer.text}`);
  return answer;
}
