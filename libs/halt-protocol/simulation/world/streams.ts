import type { Push } from '../../src/index.ts';
import type { TracedRecord } from '../history.ts';
import type { Listener, Registry, Surroundings } from './surroundings.ts';

const commentEveryMs = 1_000;

/** The push streams of one replica. */
export class Streams {
  private holders = new Set<Listener>();
  /** Looks as if it were open, and carries nothing. */
  private readonly halfOpen = new Set<Listener>();
  private pushedSeq = 0;
  private pushedEpoch = 0;
  private readonly replica: Registry;
  private readonly world: Surroundings;

  constructor(replica: Registry, world: Surroundings) {
    this.replica = replica;
    this.world = world;
  }

  boot(): void {
    this.holders = new Set();
    this.halfOpen.clear();
    this.pushedSeq = this.world.db.isAvailable ? this.world.db.read(({ seq }) => seq) : 0;
    this.replica.host.every(
      () => commentEveryMs,
      () => this.send((holder) => holder.hear(this.replica)),
    );
  }

  attach(holder: Listener): void {
    this.holders.add(holder);
    this.halfOpen.delete(holder);
  }

  detach(holder: Listener): void {
    this.holders.delete(holder);
  }

  breakOne(): void {
    const holder = this.world.rng.pick([...this.holders]);
    if (holder === undefined) return;
    this.halfOpen.add(holder);
    this.world.coverage.count('fault: stream half open');
  }

  pushNews(): void {
    const { epoch, news } = this.world.db.read(({ log, epoch }) => ({
      epoch,
      news: log.filter(({ seq }) => seq > (epoch === this.pushedEpoch ? this.pushedSeq : 0)),
    }));
    // After a new epoch the log may be shorter: only what is new in it is told; the rest comes with the snapshot.
    const fresh = epoch === this.pushedEpoch ? news : news.slice(-1);
    this.pushedEpoch = epoch;
    for (const { seq, epoch: of, record } of fresh) {
      this.pushedSeq = seq;
      const push: Push<TracedRecord> = { type: 'PUSH', epoch: of, seq, record };
      this.send((holder) => holder.receivePush(this.replica, push));
    }
  }

  private send(deliver: (holder: Listener) => void): void {
    for (const holder of this.holders) {
      if (!this.halfOpen.has(holder)) this.world.net.send(this.replica.host, holder.host, () => deliver(holder));
    }
  }
}
