import type { TestKafka } from '@patchbay/testing';
import type { Member } from './member.ts';
import { Organization } from './organization.ts';
import { type FleetOptions, Plans } from './plans.ts';
import type { RecordingUpstream } from './recording-upstream.ts';
import { removeSurroundings, type Surroundings, surroundings } from './surroundings.ts';

const start = (members: readonly Member[]) => Promise.all(members.map((member) => member.start()));

/** Executors, registries and token brokers as their users run them, each a process of its own, on databases and topics of their own. */
export class Fleet {
  readonly executors: Member[] = [];
  readonly registries: Member[] = [];
  readonly brokers: Member[] = [];
  private readonly around: Surroundings;
  private readonly plans: Plans;

  private constructor(around: Surroundings, options: FleetOptions) {
    this.around = around;
    this.plans = new Plans(around, options);
  }

  /** Default: 3 executors, 2 registries, 2 brokers. Every process is ready for work. */
  static async start(options: FleetOptions = {}): Promise<Fleet> {
    const fleet = new Fleet(await surroundings(options), options);
    try {
      await fleet.startAll(options);
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  get upstream(): RecordingUpstream {
    return this.around.upstream;
  }

  get members(): Member[] {
    return [...this.executors, ...this.brokers, ...this.registries];
  }

  /** Of the registry, as a superuser. */
  get registryDatabaseUrl(): string {
    return this.around.registryDatabase.superuserUrl;
  }

  get kafka(): TestKafka {
    return this.around.kafka;
  }

  /** A new one, with an OAuth client. */
  organization(): Promise<Organization> {
    return Organization.create(this, this.around.identity);
  }

  /** Not started. */
  async planExecutor(): Promise<Member> {
    const executor = await this.plans.executor(this.executors.length + 1, this.registries, this.brokers);
    this.executors.push(executor);
    return executor;
  }

  /** A new process in place of one that has ended; whoever talks to a registry finds it at its old address where proxies are in between. */
  async restart(member: Member): Promise<void> {
    await member.start();
    if (this.registries.includes(member)) for (const { network } of this.members) network.find(member.name)?.leadTo(member.url);
  }

  /** Ends every fault of the network, and wakes what is frozen. What has been killed stays so. */
  heal(): void {
    for (const { network, process } of this.members) {
      network.heal();
      process.wake();
    }
  }

  /** Registries last: the others tell them that they leave. */
  async stop(): Promise<void> {
    for (const { network } of this.members) network.heal();
    for (const members of [[...this.executors, ...this.brokers], this.registries]) await Promise.all(members.map((member) => member.end()));
    await Promise.all(this.members.map(({ network }) => network.stop()));
    await removeSurroundings(this.around);
  }

  private async startAll({ executors = 3, registries = 2, brokers = 2 }: FleetOptions): Promise<void> {
    for (let number = 1; number <= registries; number += 1) this.registries.push(await this.plans.registry(number));
    await start(this.registries);
    for (let number = 1; number <= brokers; number += 1) this.brokers.push(await this.plans.broker(number, this.registries));
    await start(this.brokers);
    this.around.toBroker.leadTo(this.brokers[0]?.url ?? '');
    for (let number = 1; number <= executors; number += 1) await this.planExecutor();
    await start(this.executors);
  }
}
