import type { AcknowledgeLeaseRequest, HeldConnector } from '@patchbay/contracts';
import { DomainError } from '@patchbay/errors';
import { Holder, type RegistryConnection, RegistryRefused } from '@patchbay/holder';
import { type ScheduledBus, ToldPushes } from '@patchbay/testing';
import type { RegistryOnBus } from './registry-on-bus.ts';

type Kind = 'flow-executor' | 'token-broker';

interface Surroundings {
  bus: ScheduledBus;
  registry: RegistryOnBus;
  clock: { monotonicMs(): number };
}

/** A process that holds a lease, with the runtime that our services and third parties have; only what carries its messages is another. */
export class ProcessOnBus {
  readonly holder: Holder<HeldConnector>;
  /** Within the bound of drift. */
  driftMs = 0;
  private isGone = false;
  private readonly pushes = new ToldPushes();

  constructor(
    readonly kind: Kind,
    private readonly around: Surroundings,
  ) {
    const clock = () => around.clock.monotonicMs() - this.driftMs;
    this.holder = new Holder<HeldConnector>({
      registryUrls: ['memory:'],
      token: async () => '',
      kind,
      keep: (told) => told,
      clock: { monotonicMs: clock, wallMs: clock },
      connect: (instanceId) => this.connectionOf(instanceId),
    });
    this.holder.start({
      abortCalls: async () => {
        await around.bus.step('calls stop');
        return 1;
      },
    });
  }

  /** By both ways, each in its own time. */
  hear(change: { epoch: number; seq: number; record: HeldConnector }): void {
    const { bus } = this.around;
    bus.tell('push', () => this.pushes.tell(change));
    bus.tell('kafka', () => {
      if (!this.isGone) this.holder.kafka(change);
    });
  }

  /** kill -9: nothing that it says arrives any more. */
  async crash(): Promise<void> {
    this.isGone = true;
    await this.holder.leave();
  }

  private connectionOf(instanceId: string): RegistryConnection {
    const { bus, registry } = this.around;
    const heldBy = `service ${this.kind}`;
    const send = async <Result>(label: string, serve: () => Promise<Result>): Promise<Result> => {
      const answer = await bus.request(label, () => refusable(serve));
      await bus.step(`${label} answered`);
      if (this.isGone) throw new Error('gone');
      return answer;
    };
    return {
      addresses: { count: 1, current: 'memory:', leave: () => undefined },
      renew: (body) => send('renew', () => registry.renew(instanceId, heldBy, body)),
      acknowledge: (body: AcknowledgeLeaseRequest) => send('ack', () => registry.acknowledge({ ...body, instanceId }, heldBy)),
      leave: async () => {
        if (!this.isGone) await send('leave', () => registry.leave(instanceId, heldBy));
      },
      openStream: async (_afterSeq, _timeoutMs, signal) => this.pushes.read(signal),
      readSnapshot: () => Promise.reject(new Error('there is one connector')),
      close: async () => undefined,
    };
  }
}

/** As it comes over HTTP. */
async function refusable<Result>(serve: () => Promise<Result>): Promise<Result> {
  try {
    return await serve();
  } catch (error) {
    if (error instanceof DomainError) throw new RegistryRefused('memory', 409, error.code);
    throw error;
  }
}
