import { rmSync } from 'node:fs';
import { type OrganizationId, topics } from '@patchbay/contracts';
import { createTopics, requireKafkaRuntime, startKafka, startPostgres, stopLeftKafka, stopLeftPostgres } from '@patchbay/embedded-stack';
import { readWorld, type World } from '../world/identities.ts';
import { integrationClient, seed } from '../world/seed.ts';
import { build } from './build.ts';
import type { DatabaseAddresses } from './databases.ts';
import { StackFailure } from './failure.ts';
import { kafkaFolder, ports, postgresFolder, stateFolder } from './layout.ts';
import { logTo } from './log-file.ts';
import { memoryOf } from './memory.ts';
import type { StackOptions } from './options.ts';
import { requireRoom } from './preflight.ts';
import { endLeftovers, ProcessRecord } from './process-record.ts';
import { say, step } from './progress.ts';
import { announce, findRunningStack, withdraw } from './running-stack.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { type Backing, databases, sandboxPlan, servicePlans } from './service-plans.ts';
import { type ServicePlan, ServiceProcess } from './service-process.ts';

const readyWithinMs = 60_000;

interface Part {
  pid: number;
  stop(): Promise<void>;
}

/** Postgres, Kafka, the sandbox and every service on this machine, each a process of its own. */
export class LocalStack {
  private readonly backing: Part[] = [];
  private readonly services: Part[] = [];
  private readonly record = new ProcessRecord();
  /** From here on the state folder is this stack's; before, it may be another one's that runs. */
  private ownsState = false;
  private starting: Promise<OrganizationId> | undefined;
  private stopping: Promise<void> | undefined;

  /** @returns the demo organization. @throws StackFailure, or an error of one part; what was started by then runs until `stop`. */
  start(options: StackOptions): Promise<OrganizationId> {
    this.starting = this.startAll(options);
    return this.starting;
  }

  /** MiB, or undefined where the system does not tell. */
  get memory(): number | undefined {
    return memoryOf([...this.backing, ...this.services].map(({ pid }) => pid));
  }

  /** At any moment, also while the stack starts; once, however often it is called. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async startAll({ executors, reset }: StackOptions): Promise<OrganizationId> {
    const running = findRunningStack();
    if (running)
      throw new StackFailure(`a stack is running already: use it, or stop it first, with Ctrl-C in its terminal or kill ${running.pid}`);
    await requireKafkaRuntime();
    this.ownsState = true;
    await cleanUp();
    if (reset) rmSync(stateFolder, { recursive: true, force: true });
    await requireRoom(executors);
    const secrets = loadSecrets();
    const [backing, world] = await Promise.all([this.startBacking(secrets), this.startSandbox(secrets)]);
    await Promise.all(servicePlans(secrets, backing, platformOperatorOf(world), executors).map((plan) => this.startService(plan)));
    const organizationId = await step('demo organization: users, a connector, two flows', () =>
      seed(world, secrets.clients[integrationClient] as string),
    );
    announce({ pid: process.pid, organizationId, executors });
    return organizationId;
  }

  private async startBacking(secrets: Secrets): Promise<Backing> {
    const [databaseOf, kafkaBrokers] = await Promise.all([
      step('Postgres', () => this.startPostgres(secrets)),
      step('Kafka', () => this.startKafka()),
    ]);
    return { databaseOf, kafkaBrokers };
  }

  private async startPostgres({ postgresPassword }: Secrets): Promise<Backing['databaseOf']> {
    const postgres = await startPostgres({
      folder: postgresFolder,
      port: ports.postgres,
      password: postgresPassword,
      onLog: logTo('postgres'),
    });
    this.backing.push(postgres);
    const made = new Map<string, DatabaseAddresses>();
    for (const [service, create] of Object.entries(databases)) made.set(service, await create(postgres.url, service, postgresPassword));
    return (service) => made.get(service) as DatabaseAddresses;
  }

  private async startKafka(): Promise<string> {
    const kafka = await startKafka({ folder: kafkaFolder, port: ports.kafka, onLog: logTo('kafka') });
    this.backing.push(kafka);
    await createTopics(kafka.brokers, topics);
    return kafka.brokers.join(',');
  }

  private async startSandbox(secrets: Secrets): Promise<World> {
    await step('build', build);
    await this.startService(sandboxPlan(secrets));
    return readWorld();
  }

  private startService(plan: ServicePlan): Promise<void> {
    return step(plan.name, async () => {
      if (this.stopping) throw new StackFailure('the start was interrupted');
      const service = new ServiceProcess(plan);
      this.services.push(service);
      this.record.add({ pid: service.pid, name: plan.name, marker: plan.entry });
      await service.untilReady(readyWithinMs);
    });
  }

  /** Services first, so that none of them loses its database or broker while it still works. */
  private async stopAll(): Promise<void> {
    if (!this.ownsState) return;
    withdraw();
    await Promise.all(this.services.map((service) => service.stop()));
    await this.starting?.catch(() => undefined);
    await Promise.all(this.backing.map((part) => part.stop()));
    this.record.clear();
  }
}

/** Services first, as in a stop that is not forced. */
async function cleanUp(): Promise<void> {
  const ended = await endLeftovers();
  if (ended.length > 0) say(`  ended what an earlier run left behind: ${ended.join(', ')}`);
  await Promise.all([stopLeftPostgres(postgresFolder), stopLeftKafka(kafkaFolder)]);
}

const platformOperatorOf = ({ users }: World): string => users.find(({ role }) => role === 'platform-operator')?.userId as string;
