import { randomUUID } from 'node:crypto';
import { HeldConnector, HolderPush, LeaseGrant } from '@patchbay/contracts';
import {
  type Ack,
  confirmClosed,
  createHolder,
  type HolderEffects,
  type HolderKind,
  type HolderState,
  holderPhase,
  type Moment,
  mayStart,
  receiveGrant,
  receivePush,
  renew,
  renewFailed,
} from '@patchbay/halt-protocol';
import { eventually } from '@patchbay/testing';
import { EventStream } from '../event-feed/event-stream.ts';
import { type RunningRegistry, soon } from '../running-registry.ts';

interface TestHolderSettings {
  kind?: HolderKind;
  organizationId?: string | null;
  token?: string;
  base?: string;
}

/** A process that holds a lease: the pure functions of the protocol, driven over HTTP. */
export class TestHolder {
  readonly state: HolderState<HeldConnector>;
  /** Closes its gates, and says nothing of it. */
  isMute = false;
  /** Calls that are stopped, and that go on, when a gate is closed. */
  stops = { aborted: 0, draining: 0 };
  private stream: EventStream | undefined;
  private seen = 0;
  private timers: NodeJS.Timeout[] = [];
  private isFrozen = false;
  private unsent: Omit<Ack, 'type' | 'instanceId'> | undefined;
  private sending: Promise<void> | undefined;

  private constructor(
    private readonly registry: RunningRegistry,
    private readonly organizationId: string | null,
    private readonly token: string,
    private readonly base: string,
    kind: HolderKind,
  ) {
    this.state = createHolder(randomUUID(), kind);
  }

  static async of(registry: RunningRegistry, settings: TestHolderSettings = {}): Promise<TestHolder> {
    const { kind = 'flow-executor', organizationId = null, base = registry.url } = settings;
    const token = settings.token ?? (await registry.identity.serviceToken(kind));
    return new TestHolder(registry, organizationId, token, base, kind);
  }

  /** Has a lease, hears pushes, and renews every second, until it leaves or is frozen. */
  static async join(registry: RunningRegistry, settings: TestHolderSettings = {}): Promise<TestHolder> {
    const holder = await TestHolder.of(registry, settings);
    await holder.renew();
    await holder.follow();
    holder.timers.push(setInterval(() => void holder.renew().catch(() => undefined), 500));
    return holder;
  }

  get instanceId(): string {
    return this.state.instanceId;
  }

  /** Of what it was told. */
  get connectorIds(): string[] {
    return [...this.state.connectors.keys()];
  }

  mayStart(connectorId: string, version: number) {
    const { monotonicMs, wallMs } = now();
    return mayStart(this.state, connectorId, version, monotonicMs, wallMs);
  }

  phase() {
    return holderPhase(this.state, now());
  }

  /** @returns the status, and the code of a refusal */
  async renew(over: object = {}): Promise<{ status: number; code?: unknown; body: Record<string, unknown> }> {
    const { type: _, instanceId, ...message } = renew(this.state, now());
    const body = { ...message, organizationId: this.organizationId, ...over };
    const answer = await this.call('POST', '/lease', body);
    if (answer.status !== 200) {
      renewFailed(this.state, message.nonce);
      return { status: answer.status, code: answer.body.code, body: answer.body };
    }
    if (!this.isFrozen) await this.take(receiveGrant(this.state, { type: 'GRANT', ...LeaseGrant.parse(answer.body) }, now()));
    return { status: 200, body: answer.body };
  }

  async follow(query = ''): Promise<EventStream> {
    this.seen = 0;
    const stream = await EventStream.open(`${this.base}/v1/holders/${this.instanceId}/stream${query}`, {
      authorization: `Bearer ${this.token}`,
    });
    this.stream = stream;
    if (stream.status !== 200) return stream;
    await stream.following();
    this.timers.push(setInterval(() => void this.hear(), 2));
    return stream;
  }

  acknowledge(over: object = {}) {
    return this.call('POST', '/acks', { epoch: this.state.epoch, appliedSeq: this.state.receivedSeq, closures: [], ...over });
  }

  leave() {
    this.stop();
    return this.call('DELETE', '');
  }

  /** Everything that it does stops, and its sockets stay open. */
  freeze(): void {
    this.isFrozen = true;
    this.clear();
  }

  stop(): void {
    this.clear();
    this.stream?.leave();
  }

  /** Until everything that was pushed is applied. */
  knows(connectorId: string, version: number): Promise<void> {
    return eventually(() => {
      const held = this.state.connectors.get(connectorId)?.version ?? 0;
      if (held < version) throw new Error(`version ${held} of ${connectorId} is held`);
    }, soon);
  }

  private clear(): void {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
  }

  private call(method: string, path: string, body?: unknown) {
    const { token, base } = this;
    return this.registry.call(method, `/v1/holders/${this.instanceId}${path}`, { token, ...(body !== undefined && { body }) }, base);
  }

  private async hear(): Promise<void> {
    const events = this.stream?.of('push') ?? [];
    while (this.seen < events.length) {
      const push = HolderPush.parse(events[this.seen]?.data);
      this.seen += 1;
      await this.take(receivePush(this.state, { type: 'PUSH', ...push }));
    }
  }

  private async take(effects: HolderEffects<HeldConnector>): Promise<void> {
    for (const effect of effects) {
      if (effect.type === 'closeGate') {
        const { connectorId, belowVersion } = effect;
        await this.take(confirmClosed(this.state, { connectorId, belowVersion, ...this.stops }, Date.now()));
      }
      if (effect.type === 'renewNow') void this.renew().catch(() => undefined);
      if (effect.type === 'send' && !this.isMute) this.send(effect.ack);
    }
  }

  /** One at a time; those that come meanwhile become one. */
  private send({ epoch, appliedSeq, closures }: Ack): void {
    this.unsent = { epoch, appliedSeq, closures: [...(this.unsent?.closures ?? []), ...closures] };
    this.sending ??= this.sendAll().finally(() => {
      this.sending = undefined;
    });
  }

  private async sendAll(): Promise<void> {
    for (let ack = this.unsent; ack !== undefined; ack = this.unsent) {
      this.unsent = undefined;
      await this.call('POST', '/acks', ack).catch(() => undefined);
    }
  }
}

const now = (): Moment => ({ monotonicMs: performance.now(), wallMs: Date.now() });
