import type { Push } from '../../src/index.ts';
import type { TracedRecord } from '../history.ts';
import type { HolderProcess } from './holder-process.ts';
import type { RegistryReplica } from './registry-replica.ts';
import type { World } from './world.ts';

const commentEveryMs = 1_000;

/** The push streams of one replica. */
export class Streams {
  private holders = new Set<HolderProcess>();
  /** Looks as if it were open, and carries nothing. */
  private readonly halfOpen = new Set<HolderProcess>();
  private pushedSeq = 0;
  private pushedEpoch = 0;
  private readonly replica: RegistryReplica;
  private readonly world: World;

  constructor(replica: RegistryReplica, world: World) {
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

  attach(holder: HolderProcess): void {
    this.holders.add(holder);
    this.halfOpen.delete(holder);
  }

  detach(holder: HolderProcess): void {
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

  private send(deliver: (holder: HolderProcess) => void): void {
    for (const holder of this.holders) {
      if (!this.halfOpen.has(holder)) this.world.net.send(this.replica.host, holder.host, () => deliver(holder));
    }
  }
}
