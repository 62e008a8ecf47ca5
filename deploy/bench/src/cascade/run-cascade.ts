import { readFileSync } from 'node:fs';
import { Operation, topics } from '@patchbay/contracts';
import { createTopics } from '@patchbay/embedded-stack';
import { openKafka } from '@patchbay/testing';
import { type BenchStage, onStage } from '../bench-stage.ts';
import { organization, publishFlow } from '../publish-flow.ts';
import { startTokenBrokerStub } from '../token-broker-stub.ts';
import { countEffects } from './effects.ts';
import { multiplyFlow } from './multiply-flow.ts';

const dependents = 10_000;
const withinMs = 120_000;

/** Deletes a connector that every flow uses, from the request to the end of the operation. */
export async function run(): Promise<void> {
  const broker = await startTokenBrokerStub('http://127.0.0.1:1');
  try {
    await onStage({ tokenBrokerUrl: broker.url, openTopics }, measure);
  } finally {
    broker.stop();
  }
}

async function measure(stage: BenchStage): Promise<void> {
  const { call, flowRows, registryRows } = stage;
  const connectorId = await prepare(stage);
  const connector = `${stage.registry.url}${organization}/connectors/${connectorId}`;
  const { headers } = await call('GET', `${connector}/impact`);
  const begin = performance.now();
  const started = await call('DELETE', connector, { headers: { 'if-match': headers.get('etag') ?? '' } });
  const operation = await ended(stage, Operation.parse(started.body));
  const totalMs = Math.round(performance.now() - begin);
  const effects = await countEffects(flowRows, registryRows, connectorId, dependents);
  process.stdout.write(`${JSON.stringify({ dependents, totalMs, ...effects, state: operation.state })}\n`);
}

/** @returns an inactive connector that so many published flows use */
async function prepare(stage: BenchStage): Promise<string> {
  const flow: unknown = JSON.parse(readFileSync('deploy/local/flows/main-line.json', 'utf8'));
  const executor = await stage.startExecutor();
  const { connectorId, flowId } = await publishFlow(stage, executor, { flow, connectorName: 'Contact Center API' });
  await multiplyFlow(stage.flowRows, stage.registryRows, flowId, dependents);
  const reason = { body: { reason: 'benchmark' } };
  await stage.call('POST', `${stage.registry.url}${organization}/connectors/${connectorId}/deactivate`, reason);
  return connectorId;
}

async function ended({ registry, call }: BenchStage, { operationId }: Operation): Promise<Operation> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const { body } = await call('GET', `${registry.url}${organization}/operations/${operationId}?waitMs=10000`);
    const operation = Operation.parse(body);
    if (operation.state !== 'RUNNING' || performance.now() > deadline) return operation;
    process.stderr.write(`${operation.progress.done} of ${operation.progress.total} flows have let go\n`);
  }
}

/** With as many partitions as they have in production, which is what the replies are taken in by. */
async function openTopics(): Promise<Awaited<ReturnType<typeof openKafka>>> {
  const kafka = await openKafka([]);
  await createTopics(kafka.brokers, topics, { prefix: kafka.topicPrefix });
  return kafka;
}
