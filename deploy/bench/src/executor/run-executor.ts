import { fileURLToPath } from 'node:url';
import { Connector, Execution, topics } from '@patchbay/contracts';
import { connectorName, customerFlow } from '@patchbay/faults';
import { allowAll, createDatabase, createTenantDatabase, openKafka, startAuthzStub, startIdentityProvider } from '@patchbay/testing';
import { residentMb } from '../resident-memory.ts';
import { ServiceProcess } from '../service-process.ts';
import { startTokenBrokerStub } from '../token-broker-stub.ts';
import { type LoadResult, load } from './load.ts';

const organization = '/v1/organizations/0192f0c1-0000-7000-8000-000000000001';
const programOf = (name: string): string => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
const rounds = 5;
/** Of each server and round; `npm run bench -- executor 60` makes ten minutes of it. */
const seconds = Number(process.argv[3] ?? 6);
const upstreamPort = 18_690;

/** The same call by the executor and by a bare server, in turns, so that both meet the same machine. */
export async function run(): Promise<void> {
  const [database, flowDatabase, kafka, identity, authz] = await Promise.all([
    createTenantDatabase('connector_registry'),
    createDatabase(),
    openKafka(topics),
    startIdentityProvider(),
    startAuthzStub(allowAll),
  ]);
  const broker = await startTokenBrokerStub(`http://127.0.0.1:${upstreamPort}/api`);
  const common = {
    OIDC_ISSUER: identity.issuer,
    OIDC_CLIENT_SECRET: identity.clientSecret,
    AUTHZ_URL: authz.url,
    TOKEN_BROKER_URL: broker.url,
    KAFKA_BROKERS: kafka.brokers.join(','),
    KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
  };
  const upstream = await ServiceProcess.startProgram(programOf('upstream'), upstreamPort, {});
  const reference = await ServiceProcess.startProgram(programOf('reference'), 18_691, { UPSTREAM_URL: upstream.url });
  const registry = await ServiceProcess.start('connector-registry', 18_681, {
    ...common,
    POSTGRES_URL: database.url,
    POSTGRES_MIGRATION_URL: database.migrationUrl,
  });
  const executor = await ServiceProcess.start('flow-executor', 18_684, {
    ...common,
    POSTGRES_URL: flowDatabase.url,
    REGISTRY_URL: registry.url,
    OUTBOUND_ALLOW_PRIVATE: `127.0.0.1:${upstreamPort}`,
  });
  try {
    const token = await identity.userToken('full-admin');
    const flowId = await publish(registry.url, executor.url, token);
    await measure({ executor, reference: reference.url, token, flowId });
  } finally {
    for (const process of [executor, registry, reference, upstream]) await process.stop();
    broker.stop();
    await Promise.all([identity.stop(), authz.stop()]);
    await Promise.all([database.drop(), flowDatabase.drop()]);
  }
}

async function publish(registry: string, executor: string, token: string): Promise<string> {
  const post = async (base: string, path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${base}${organization}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${path} is answered by ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const { connectorId } = Connector.parse(await post(registry, '/connectors', { name: 'CRM', accessLevel: 'READ_ONLY', authorized: true }));
  const imported = await post(executor, '/flows', { export: customerFlow(), connectors: { [connectorName]: connectorId } });
  const { flowId } = imported as { flowId: string };
  await post(executor, `/flows/${flowId}/publish`, {});
  return flowId;
}

interface Stage {
  executor: ServiceProcess;
  reference: string;
  token: string;
  flowId: string;
}

async function measure({ executor, reference, token, flowId }: Stage): Promise<void> {
  const contact = { ani: '+14155550100', dnis: '+18005550100' };
  const toExecutor = { url: `${executor.url}${organization}/executions`, token, body: { flowId, contact } };
  const toReference = { url: `${reference}/calls`, token, body: { flowId, contact } };
  await routes(toExecutor);
  for (const target of [toExecutor, toReference]) await load(target, 3);
  const before = residentMb(executor.pid);
  const results: { ours: LoadResult; bare: LoadResult }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    results.push({ ours: await load(toExecutor, seconds), bare: await load(toReference, seconds) });
  }
  const ours = medians(results.map((result) => result.ours));
  const bare = medians(results.map((result) => result.bare));
  const line = {
    requestsPerSecond: ours.requestsPerSecond,
    referenceRequestsPerSecond: bare.requestsPerSecond,
    ratio: Math.round((ours.requestsPerSecond / bare.requestsPerSecond) * 100) / 100,
    p50Ms: ours.p50Ms,
    p99Ms: ours.p99Ms,
    referenceP99Ms: bare.p99Ms,
    rssGrowthMb: residentMb(executor.pid) - before,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** A flow that fails is quick too. */
async function routes({ url, token, body }: { url: string; token: string; body: unknown }): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok || Execution.parse(JSON.parse(text)).outcome?.type !== 'ROUTED') throw new Error(`the call is not routed: ${text}`);
}

function medians(results: readonly LoadResult[]): LoadResult {
  const of = (field: keyof LoadResult): number =>
    results.map((result) => result[field]).toSorted((a, b) => a - b)[results.length >> 1] ?? 0;
  return { requestsPerSecond: of('requestsPerSecond'), p50Ms: of('p50Ms'), p99Ms: of('p99Ms') };
}
