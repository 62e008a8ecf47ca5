import { randomUUID } from 'node:crypto';
import type { HeldConnector } from '@patchbay/contracts';
import { leaseProfiles } from '@patchbay/halt-protocol';
import { HaltRegistry } from '@patchbay/testing';
import { type Drain, Holder, type HolderHandlers, type HolderOptions, type Path, type Stop } from '../src/index.ts';

export const soon = { withinMs: 20_000 };
export const organizationId = randomUUID();

type Connector = Parameters<HaltRegistry['change']>[0];

export const connectorOf = (connectorId: string, over: Partial<Connector> = {}): Connector =>
  ({
    connectorId,
    organizationId,
    kind: 'webex-contact-center',
    name: 'CRM',
    accessLevel: 'READ_ONLY',
    state: 'ACTIVE',
    version: 1,
    haltMode: null,
    staleGraceMs: 0,
    ...over,
  }) as Connector;

export const halted = (connectorId: string, version: number, over: Partial<Connector> = {}): Connector =>
  connectorOf(connectorId, { state: 'INACTIVE', haltMode: 'abort', version, ...over });

/** Goes with the real one, and further where a test says so. */
class ShiftedClock {
  aheadMs = 0;
  wallAheadMs = 0;
  monotonicMs = (): number => performance.now() + this.aheadMs;
  wallMs = (): number => Date.now() + this.aheadMs + this.wallAheadMs;
}

/** An enforcement point that notes what it is asked to do. */
class Recorded implements HolderHandlers<HeldConnector> {
  readonly did: string[] = [];
  inFlight = 2;
  /** Called while calls are being aborted. */
  onAbort: () => Promise<void> | undefined = () => undefined;
  drain: Drain = { draining: 0, ended: Promise.resolve(0) };

  closeGate({ belowVersion }: Stop): void {
    this.did.push(`close below ${belowVersion}`);
  }

  dropTokens({ belowVersion }: Stop): void {
    this.did.push(`drop tokens below ${belowVersion}`);
  }

  abortCalls({ belowVersion }: Stop): number | Promise<number> {
    const abort = () => {
      this.did.push(`abort below ${belowVersion}`);
      return this.inFlight;
    };
    const wait = this.onAbort();
    return wait ? wait.then(abort) : abort();
  }

  drainCalls(): Drain {
    this.did.push('drain');
    return this.drain;
  }

  openGate({ version }: HeldConnector): void {
    this.did.push(`open ${version}`);
  }

  leaseLost(reason: string): void {
    this.did.push(`lease lost: ${reason}`);
  }
}

type Given = Partial<Omit<HolderOptions<HeldConnector>, 'keep'>>;

/** A registry and the holders of one test. */
export class Scene {
  readonly clock = new ShiftedClock();
  readonly handlers = new Recorded();
  readonly told: Path[] = [];
  readonly problems: string[] = [];
  private readonly holders: Holder<HeldConnector>[] = [];
  private readonly others: HaltRegistry[] = [];

  private constructor(readonly registry: HaltRegistry) {}

  /** With long leases: a test that wants the end of one moves the clock. */
  static async open(): Promise<Scene> {
    return new Scene(await new HaltRegistry(leaseProfiles.relaxed).start());
  }

  async another(): Promise<HaltRegistry> {
    const registry = await new HaltRegistry(leaseProfiles.relaxed).start();
    this.others.push(registry);
    return registry;
  }

  holder(given: Given = {}, handlers: HolderHandlers<HeldConnector> = this.handlers): Holder<HeldConnector> {
    const holder = new Holder<HeldConnector>({
      registryUrls: [this.registry.url],
      token: async () => 'a-token',
      kind: 'external',
      keep: (told) => told,
      clock: this.clock,
      watch: { closed: (path) => this.told.push(path), problem: (what) => this.problems.push(what) },
      ...given,
    }).start(handlers);
    this.holders.push(holder);
    return holder;
  }

  async close(): Promise<void> {
    await Promise.all(this.holders.map((holder) => holder.leave()));
    await Promise.all([this.registry, ...this.others].map((registry) => registry.stop()));
  }
}
