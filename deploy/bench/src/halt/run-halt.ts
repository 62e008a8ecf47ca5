import { loadavg } from 'node:os';
import { Fleet, type Line, type Organization } from '@patchbay/faults';
import { percentile } from '../percentile.ts';
import { CallsAfter } from './calls-after.ts';
import { haltMs, readClosedGates } from './closed-gates.ts';
import { firstPaths, since } from './first-paths.ts';
import { type HaltTrial, haltOne } from './halt-trial.ts';

interface Configuration {
  executors: number;
  kafka: 'up' | 'down';
  trials: number;
}

const defaultTrials = 1_000;
const many = 20;
const linesAtOnce = 4;
const mostFailures = 20;
/** The first ones warm code and connections up. */
const warmUps = 10;
/** Of all: a busy machine gets fewer trials rather than no end. */
const withinMs = 560_000;

/** From the commit of a deactivation to the last executor that refuses, by real processes, while calls go through the connector. */
export async function run(argument?: string): Promise<void> {
  const trials = argument === undefined ? defaultTrials : Number(argument);
  if (!Number.isInteger(trials) || trials < 10) throw new Error(`"${argument}" is no number of deactivations: use 10 or more`);
  const few = Math.ceil(trials / 10);
  const configurations: Configuration[] = [
    { executors: 3, kafka: 'up', trials },
    { executors: 3, kafka: 'down', trials: few * 3 },
    { executors: many, kafka: 'up', trials: few },
    { executors: many, kafka: 'down', trials: few },
  ];
  const deadline = performance.now() + withinMs;
  const fleet = await Fleet.start({
    executors: 3,
    proxied: 'kafka',
    env: {
      'connector-registry': { CONNECTOR_QUOTA: '100000' },
      'flow-executor': { NODE_OPTIONS: '--max-old-space-size=160' },
    },
  });
  try {
    const organization = await fleet.organization();
    fleet.upstream.delayMs = 25;
    for (const [index, configuration] of configurations.entries()) {
      const share = (deadline - performance.now()) / (configurations.length - index);
      await measure(fleet, organization, configuration, performance.now() + share);
    }
  } finally {
    await fleet.stop();
  }
}

async function measure(
  fleet: Fleet,
  organization: Organization,
  { executors, kafka, trials }: Configuration,
  until: number,
): Promise<void> {
  // In turns: many at once would keep each other from getting ready.
  while (fleet.executors.length < executors) await (await fleet.planExecutor()).start();
  const lines = await openLines(organization, trials + warmUps);
  if (kafka === 'down') for (const { network } of fleet.members) network.to('kafka').cut();
  for (const line of lines.splice(0, warmUps)) await haltOne(fleet, organization, line);
  const before = await firstPaths(fleet.executors);
  const done: HaltTrial[] = [];
  for (const line of lines) if (performance.now() < until) done.push(await haltOne(fleet, organization, line));
  const paths = since(before, await firstPaths(fleet.executors));
  await tell(fleet, kafka, done, paths);
  fleet.heal();
}

/** Each deactivation has a connector of its own, so that calls go through it also while Kafka is away. */
async function openLines(organization: Organization, count: number): Promise<Line[]> {
  const lines: Line[] = [];
  let failures = 0;
  const open = async () => {
    while (lines.length < count) {
      try {
        lines.push(await organization.line());
      } catch (error) {
        // A busy machine may take too long for a decision about access, now and then.
        failures += 1;
        if (failures > mostFailures) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: linesAtOnce }, open));
  return lines;
}

async function tell(
  fleet: Fleet,
  kafka: Configuration['kafka'],
  trials: readonly HaltTrial[],
  paths: Record<string, number>,
): Promise<void> {
  const gates = await readClosedGates(
    fleet,
    trials.map(({ operationId }) => operationId),
  );
  const took = [...gates.values()].flatMap((closed) => haltMs(closed, fleet) ?? []);
  const answered = trials.map(({ answeredAfterMs }) => answeredAfterMs);
  const calls = new CallsAfter(fleet, trials, gates);
  const figures = {
    executors: fleet.executors.length,
    trials: took.length,
    kafka,
    p50Ms: percentile(took, 0.5),
    p99Ms: percentile(took, 0.99),
    maxMs: percentile(took, 1),
    callsAfterReceipt: calls.receipt,
    callsAfterGate: calls.gate,
    callsCutOff: calls.cutOff,
    receiptP50Ms: percentile(
      trials.map(({ provenAfterMs }) => provenAfterMs),
      0.5,
    ),
    answerP50Ms: percentile(answered, 0.5),
    answerP99Ms: percentile(answered, 0.99),
    coveredByLease: trials.reduce((sum, { covered }) => sum + covered, 0),
    paths,
    load: Math.round(loadavg()[0] ?? 0),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
