import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ImpactPreview } from '@patchbay/contracts';
import { type BenchStage, onStage } from '../bench-stage.ts';
import { percentile } from '../percentile.ts';
import { isExact } from './count-by-hand.ts';
import { connectorIdOf, connectors, fillRegistry, flows, organizationId, references } from './fill-registry.ts';

const previews = 2_000;
const warmUp = 200;
const atOnce = 2;
/** Every tenth preview is of the connector that every flow uses. */
const connectorOf = (index: number): string => connectorIdOf(index % 10 === 0 ? 0 : 1 + ((index * 37) % (connectors - 1)));

/** Previews over HTTP. Beside each a request for nothing (`healthzP99Ms`), which tells what the machine itself costs. */
export async function run(): Promise<void> {
  const broker = await startBroker();
  try {
    await onStage({ tokenBrokerUrl: `http://127.0.0.1:${(broker.address() as AddressInfo).port}` }, measure);
  } finally {
    broker.close();
  }
}

async function measure({ registry: { url }, registryRows, call }: BenchStage): Promise<void> {
  await fillRegistry(registryRows);
  const preview = async (connectorId: string): Promise<ImpactPreview> => {
    const { body } = await call('GET', `${url}/v1/organizations/${organizationId}/connectors/${connectorId}/impact?timeZone=Europe/Berlin`);
    return body as ImpactPreview;
  };
  const samples: number[] = [];
  const healthz: number[] = [];
  const timed = async (work: () => Promise<unknown>, into: number[], index: number): Promise<void> => {
    const begin = performance.now();
    await work();
    if (index >= warmUp) into.push(performance.now() - begin);
  };
  const ask = async (from: number): Promise<void> => {
    for (let index = from; index < warmUp + previews; index += atOnce) {
      await timed(() => preview(connectorOf(index)), samples, index);
      await timed(() => fetch(`${url}/healthz`).then((answer) => answer.text()), healthz, index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, from) => ask(from)));
  let exact = true;
  for (let index = 0; index < 50; index += 1) exact &&= await isExact(registryRows, ImpactPreview.parse(await preview(connectorOf(index))));
  const line = {
    flows,
    references,
    p50Ms: percentile(samples, 0.5),
    p99Ms: percentile(samples, 0.99),
    exact,
    healthzP99Ms: percentile(healthz, 0.99),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Knows of two tokens of every connector. */
async function startBroker(): Promise<Server> {
  const server = createServer(({ url = '' }, response) => {
    const connectorId = url.split('/').at(-3);
    const status = { connectorId, connectorState: 'ACTIVE', connectorVersion: 1, outstanding: 2, lastIssuedAt: null };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(status));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
