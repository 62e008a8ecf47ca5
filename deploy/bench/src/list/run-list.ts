import { ConnectorList } from '@patchbay/contracts';
import { type BenchStage, onStage } from '../bench-stage.ts';
import { percentile } from '../percentile.ts';
import { connectors, fillConnectors, organizationId } from './fill-connectors.ts';

/** What is looked for: common things and rare ones, alone and together, in every order. */
const filters = [
  '',
  'state=ACTIVE',
  'state=DELETED',
  'state=DELETING',
  'kind=custom&accessLevel=READ_WRITE&state=INACTIVE',
  'name=crm%20line%207',
  'namePrefix=support%20line%2099',
  'namePrefix=Sales',
  'q=desk',
  'q=zanz',
  'q=crm%20north',
  'q=support%20123&state=ACTIVE',
  'q=nothing',
];
const orders = ['createdAt', 'updatedAt', 'name'].flatMap((sort) =>
  ['asc', 'desc'].map((direction) => `sort=${sort}&direction=${direction}`),
);
const rounds = 5;
/** Of each list and round, one after the other. */
const pages = 4;

/** Pages over HTTP, one after the other. */
export function run(): Promise<void> {
  return onStage({ registry: { CONNECTOR_QUOTA: String(connectors) } }, measure);
}

interface Answer {
  ms: number;
  body: unknown;
}
type Ask = (path: string) => Promise<Answer>;

const lists = filters.flatMap((filter) => orders.map((order) => `${order}&${filter}`));

async function measure({ registry, registryRows, call }: BenchStage): Promise<void> {
  await fillConnectors(registryRows);
  const ask: Ask = async (path) => {
    const begin = performance.now();
    const { body } = await call('GET', `${registry.url}/v1/organizations/${organizationId}${path}`);
    return { ms: performance.now() - begin, body };
  };
  // To warm up.
  for (const list of lists) await pagesOf(list, ask);
  const samples = new Map<string, number[]>(lists.map((list) => [list, []]));
  const counts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [list, took] of samples) took.push(...(await pagesOf(list, ask)));
    for (let n = 0; n < 20; n += 1) counts.push((await ask('/connector-counts')).ms);
  }
  report(samples, counts);
}

async function pagesOf(list: string, ask: Ask): Promise<number[]> {
  const took: number[] = [];
  let token = '';
  do {
    const { ms, body } = await ask(`/connectors?${list}${token}`);
    const { nextPageToken } = ConnectorList.parse(body);
    took.push(ms);
    token = nextPageToken ? `&pageToken=${nextPageToken}` : '';
  } while (token && took.length < pages);
  return took;
}

function report(samples: ReadonlyMap<string, number[]>, counts: readonly number[]): void {
  const all = [...samples.values()].flat();
  const medians = [...samples].map(([list, took]) => ({ list, p50Ms: percentile(took, 0.5) }));
  const [slowest] = medians.toSorted((one, other) => other.p50Ms - one.p50Ms);
  const [p50Ms, p99Ms] = [percentile(all, 0.5), percentile(all, 0.99)];
  process.stdout.write(
    `${JSON.stringify({ connectors, pages: all.length, p50Ms, p99Ms, slowest, countsP99Ms: percentile(counts, 0.99) })}\n`,
  );
}
