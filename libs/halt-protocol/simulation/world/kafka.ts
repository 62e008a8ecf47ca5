import type { Coverage } from '../coverage.ts';
import type { LogRow } from './db.ts';
import type { Host } from './host.ts';
import type { Net } from './net.ts';
import type { Rng } from './rng.ts';
import type { Timeline } from './timeline.ts';

type Read = (row: LogRow, readable: boolean) => void;

/** A topic that every executor reads. In order, unless it is told to misbehave. */
export class Kafka {
  isUp = true;
  /** Records that are cut to an unreadable value, by chance. */
  poison = 0;
  misbehaves = false;
  readonly host: Host;
  private readonly readers = new Map<Read, Host>();
  private readonly net: Net;
  private readonly timeline: Timeline;
  private readonly rng: Rng;
  private readonly coverage: Coverage;

  constructor(host: Host, net: Net, { timeline, rng, coverage }: { timeline: Timeline; rng: Rng; coverage: Coverage }) {
    this.host = host;
    this.net = net;
    this.timeline = timeline;
    this.rng = rng;
    this.coverage = coverage;
  }

  subscribe(reader: Host, read: Read): () => void {
    this.readers.set(read, reader);
    return () => this.readers.delete(read);
  }

  publish(row: LogRow): void {
    const readable = !this.rng.chance(this.poison);
    if (!readable) this.coverage.count('fault: kafka poison');
    for (const read of this.readers.keys()) {
      this.deliver(read, row, readable);
      if (!this.misbehaves || !this.rng.chance(0.3)) continue;
      this.coverage.count('fault: kafka duplicate');
      this.deliver(read, row, readable);
    }
  }

  /** A reader that is cut off comes to it afterwards. */
  private deliver(read: Read, row: LogRow, readable: boolean): void {
    this.timeline.after(this.delayMs(), () => {
      const reader = this.readers.get(read);
      if (reader === undefined) return;
      if (this.net.isCut(this.host, reader)) this.deliver(read, row, readable);
      else read(row, readable);
    });
  }

  private delayMs(): number {
    if (!this.misbehaves || !this.rng.chance(0.4)) return this.rng.between(5, 40);
    this.coverage.count('fault: kafka late');
    return this.rng.between(100, 8_000);
  }
}
