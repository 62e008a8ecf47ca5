import {
  beginDraining,
  confirmClosed,
  confirmDrained,
  createHolder,
  findRecord,
  type Grant,
  type HolderEffect,
  type HolderEffects,
  type HolderState,
  hasLease,
  leave,
  mayStart,
  observeTime,
  type Push,
  receiveGrant,
  receiveKafkaEvent,
  receivePoison,
  receivePush,
  renew,
  renewDueAt,
} from '../../src/index.ts';
import { InvariantBroken, type TracedRecord } from '../history.ts';
import type { LogRow } from './db.ts';
import type { Host } from './host.ts';
import type { Listener, Registry, Surroundings } from './surroundings.ts';

const silentMs = 3_000;
/** Until then a new consumer group hears nothing. */
const groupJoinMs = 3_000;

/** One executor: it renews, listens, starts calls where its gate lets it, and does what the protocol tells it. */
export class HolderProcess implements Listener {
  readonly host: Host;
  state!: HolderState<TracedRecord>;
  private readonly world: Surroundings;
  private instances = 0;
  private stream: Registry | undefined;
  private heardAt = 0;
  private unsubscribe: () => void = () => undefined;
  private inFlight = new Map<string, number>();
  private seen = new Map<string, number>();
  private seenEpoch = 0;

  constructor(host: Host, world: Surroundings) {
    this.host = host;
    this.world = world;
    this.boot();
  }

  boot(): void {
    const { rng, kafka } = this.world;
    this.host.boot();
    this.state = createHolder(`${this.host.name}#${++this.instances}`, 'flow-executor');
    this.inFlight = new Map();
    this.seen = new Map();
    this.seenEpoch = 0;
    this.stream = undefined;
    this.host.after(rng.between(0, groupJoinMs), () => {
      this.unsubscribe = kafka.subscribe(this.host, (row, readable) => this.host.receive(() => this.receiveFromKafka(row, readable)));
    });
    this.host.every(
      () => 40,
      () => this.tick(),
    );
    this.host.every(
      () => rng.between(20, 60),
      () => this.prepareCall(),
    );
  }

  kill(): void {
    this.unsubscribe();
    this.stream?.detach(this);
    this.host.kill();
    this.world.timeline.after(this.world.rng.between(50, 2_000), () => this.boot());
  }

  /** SIGTERM. */
  stop(): void {
    const { rng, net } = this.world;
    beginDraining(this.state);
    this.host.after(rng.between(100, 1_500), () => {
      const replica = rng.pick(this.world.replicas);
      const message = leave(this.state);
      net.send(this.host, replica.host, () => replica.leave(message));
      this.kill();
    });
  }

  /** The stream has a sign of life. */
  hear(replica: Registry): void {
    if (replica === this.stream) this.heardAt = this.host.monotonicMs;
  }

  receivePush(replica: Registry, push: Push<TracedRecord>): void {
    this.hear(replica);
    if (this.world.bug === 'ackBeforeClose' && push.record?.state === 'INACTIVE') {
      const { instanceId, epoch } = this.state;
      this.run([{ type: 'send', ack: { type: 'ACK', instanceId, epoch, appliedSeq: push.seq, closures: [] } }]);
      this.host.after(300, () => this.run(receivePush(this.state, push)));
    } else this.run(receivePush(this.state, push));
  }

  /** I3 */
  checkMonotonic(): void {
    if (this.state.epoch < this.seenEpoch) throw new InvariantBroken('I3', `${this.host.name} goes back to epoch ${this.state.epoch}`);
    this.seenEpoch = this.state.epoch;
    for (const [connectorId, { version }] of this.state.connectors) {
      if (version < (this.seen.get(connectorId) ?? 0))
        throw new InvariantBroken('I3', `${this.host.name} goes back to ${connectorId} v${version}`);
      this.seen.set(connectorId, version);
    }
  }

  private tick(): void {
    this.run(observeTime(this.state, this.host.moment));
    if (this.host.monotonicMs >= renewDueAt(this.state)) this.renew();
    if (this.state.phase !== 'LEASED') return;
    if (this.stream !== undefined && this.host.monotonicMs - this.heardAt < silentMs) return;
    this.stream?.detach(this);
    this.stream = this.world.rng.pick(this.world.replicas);
    this.heardAt = this.host.monotonicMs;
    const replica = this.stream;
    this.world.net.send(this.host, replica.host, () => {
      if (this.stream === replica) replica.attach(this);
    });
  }

  private renew(): void {
    if (this.state.phase === 'LEFT') return;
    const { net, rng, replicas } = this.world;
    const replica = rng.pick(replicas);
    const message = renew(this.state, this.host.moment);
    const receive = (grant: Grant<TracedRecord>): void => {
      if (this.state.instanceId === message.instanceId) this.receiveGrant(grant);
    };
    net.send(this.host, replica.host, () => replica.renew(message, (grant) => net.send(replica.host, this.host, () => receive(grant))));
  }

  private receiveGrant(grant: Grant<TracedRecord>): void {
    if (this.world.bug === 'leaseFromReceipt' && this.state.outstanding?.nonce === grant.nonce)
      this.state.outstanding = { nonce: grant.nonce, sentAt: this.host.moment };
    this.run(receiveGrant(this.state, grant, this.host.moment));
  }

  private receiveFromKafka({ epoch, seq, record }: LogRow, readable: boolean): void {
    if (readable) this.run(receiveKafkaEvent(this.state, { type: 'KAFKA', epoch, seq, record }));
    else this.run(receivePoison(this.state, { type: 'POISON', connectorId: record.connectorId, version: record.version }));
  }

  /** A call takes its version, then waits for a token or a connection, then asks the gate. */
  private prepareCall(): void {
    const { rng, connectorIds } = this.world;
    const connectorId = rng.chance(0.03) ? 'unknown' : rng.pick(connectorIds);
    const version = findRecord(this.state, connectorId)?.version ?? 0;
    this.host.after(this.world.rng.between(0, 30), () => this.startCall(connectorId, version));
  }

  private startCall(connectorId: string, version: number): void {
    const { history, coverage, timeline, rng } = this.world;
    const { monotonicMs, wallMs } = this.host.moment;
    const refusal = mayStart(this.state, connectorId, version, monotonicMs, wallMs);
    if (refusal !== undefined) {
      history.refusals++;
      coverage.count(`gate: ${refusal}`);
      return;
    }
    const record = findRecord(this.state, connectorId);
    if (record === undefined)
      throw new InvariantBroken('R7', `${this.host.name} starts a call on ${connectorId}, of which it knows nothing`);
    history.start(this.host.name, record, timeline.now);
    if (!hasLease(this.state, this.host.moment)) coverage.count('served by stale grace');
    this.inFlight.set(connectorId, (this.inFlight.get(connectorId) ?? 0) + 1);
    this.host.after(rng.between(10, 400), () => this.inFlight.set(connectorId, (this.inFlight.get(connectorId) ?? 1) - 1));
  }

  private run(effects: HolderEffects<TracedRecord>): void {
    for (const effect of effects) this.runOne(effect);
  }

  private runOne(effect: HolderEffect<TracedRecord>): void {
    const { net, rng, replicas, coverage } = this.world;
    if (effect.type === 'abortCalls' || effect.type === 'drainCalls') this.stopCalls(effect);
    else if (effect.type === 'send') {
      const replica = rng.pick(replicas);
      net.send(this.host, replica.host, () => {
        if (effect.ack.instanceId !== this.state.instanceId) coverage.count('acknowledgement of a former process');
        replica.acknowledge(effect.ack);
      });
    } else if (effect.type === 'renewNow') {
      coverage.count('gap asked for');
      this.renew();
    } else if (effect.type === 'ignored' && effect.because === 'nonce') coverage.count('nonce ignored');
  }

  /** Takes a moment: the gate is shut all the while. */
  private stopCalls({ type, connectorId, belowVersion }: { type: string; connectorId: string; belowVersion: number }): void {
    const { rng, coverage } = this.world;
    this.host.after(rng.between(0, 15), () => {
      const running = this.inFlight.get(connectorId) ?? 0;
      const draining = type === 'drainCalls' ? running : 0;
      this.run(confirmClosed(this.state, { connectorId, belowVersion, aborted: running - draining, draining }, this.host.wallMs));
      if (draining === 0) return;
      coverage.count('call drained');
      this.host.after(500, () => this.run(confirmDrained(this.state, { connectorId, belowVersion, aborted: 0 }, this.host.wallMs)));
    });
  }
}
