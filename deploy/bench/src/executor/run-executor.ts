import { fileURLToPath } from 'node:url';
import { Execution } from '@patchbay/contracts';
import { connectorName, customerFlow } from '@patchbay/faults';
import { type BenchStage, onStage } from '../bench-stage.ts';
import { cpuSeconds } from '../cpu-time.ts';
import { organization, publishFlow } from '../publish-flow.ts';
import { residentMb } from '../resident-memory.ts';
import { ServiceProcess } from '../service-process.ts';
import { startTokenBrokerStub } from '../token-broker-stub.ts';
import { type LoadResult, load } from './load.ts';

const programOf = (name: string): string => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
const rounds = 5;
/** Of each server and round; `npm run bench -- executor 60` makes ten minutes of it. */
const seconds = Number(process.argv[3] ?? 6);
const upstreamPort = 18_690;

/** The same call by the executor and by a bare server, in turns, so that both meet the same machine. */
export async function run(): Promise<void> {
  const broker = await startTokenBrokerStub(`http://127.0.0.1:${upstreamPort}/api`);
  const upstream = await ServiceProcess.startProgram(programOf('upstream'), upstreamPort, {});
  const reference = await ServiceProcess.startProgram(programOf('reference'), 18_691, { UPSTREAM_URL: upstream.url });
  try {
    await onStage({ tokenBrokerUrl: broker.url }, (stage) => measure(stage, reference));
  } finally {
    for (const process of [reference, upstream]) await process.stop();
    broker.stop();
  }
}

async function measure(stage: BenchStage, reference: ServiceProcess): Promise<void> {
  const { token } = stage;
  const executor = await stage.startExecutor({ OUTBOUND_ALLOW_PRIVATE: `127.0.0.1:${upstreamPort}` });
  const { flowId } = await publishFlow(stage, executor, { flow: customerFlow(), connectorName });
  const contact = { ani: '+14155550100', dnis: '+18005550100' };
  const toExecutor = { url: `${executor.url}${organization}/executions`, token, body: { flowId, contact } };
  const toReference = { url: `${reference.url}/calls`, token, body: { flowId, contact } };
  await requireRouted(stage, toExecutor);
  for (const target of [toExecutor, toReference]) await load(target, 3);
  const before = residentMb(executor.pid);
  const results: { ours: CostedLoad; bare: CostedLoad }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    results.push({ ours: await costed(executor, toExecutor), bare: await costed(reference, toReference) });
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
    cpuUsPerCall: ours.cpuUsPerCall,
    referenceCpuUsPerCall: bare.cpuUsPerCall,
    rssGrowthMb: residentMb(executor.pid) - before,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** A flow that fails is quick too. */
async function requireRouted({ call }: BenchStage, { url, body }: { url: string; body: unknown }): Promise<void> {
  const { outcome } = Execution.parse((await call('POST', url, { body })).body);
  if (outcome?.type !== 'ROUTED') throw new Error(`the call is not routed: ${JSON.stringify(outcome)}`);
}

interface CostedLoad extends LoadResult {
  /** Microseconds of CPU that the server spends on a call, in all its threads: unlike the rate, hardly changed by what else the machine does. */
  cpuUsPerCall: number;
}

async function costed(server: ServiceProcess, target: Parameters<typeof load>[0]): Promise<CostedLoad> {
  const before = cpuSeconds(server.pid);
  const result = await load(target, seconds);
  return { ...result, cpuUsPerCall: Math.round(((cpuSeconds(server.pid) - before) * 1e6) / (result.requestsPerSecond * seconds)) };
}

function medians(results: readonly CostedLoad[]): CostedLoad {
  const of = (field: keyof CostedLoad): number =>
    results.map((result) => result[field]).toSorted((a, b) => a - b)[results.length >> 1] ?? 0;
  return { requestsPerSecond: of('requestsPerSecond'), p50Ms: of('p50Ms'), p99Ms: of('p99Ms'), cpuUsPerCall: of('cpuUsPerCall') };
}
