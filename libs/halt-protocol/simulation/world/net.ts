import type { Coverage } from '../coverage.ts';
import type { Host } from './host.ts';
import type { Rng } from './rng.ts';
import type { Timeline } from './timeline.ts';

/** How bad the network is, all the time. */
export interface Noise {
  drop: number;
  duplicate: number;
  delay: number;
  /** What every message may take beyond its usual time. */
  slowMs: number;
}

const quiet: Noise = { drop: 0, duplicate: 0, delay: 0, slowMs: 0 };

/** Carries messages from host to host: late, twice, in another order, or not at all. */
export class Net {
  noise = quiet;
  private cut = new Map<string, number>();
  private readonly timeline: Timeline;
  private readonly rng: Rng;
  private readonly coverage: Coverage;

  constructor(timeline: Timeline, rng: Rng, coverage: Coverage) {
    this.timeline = timeline;
    this.rng = rng;
    this.coverage = coverage;
  }

  send(from: Host, to: Host, deliver: () => void): void {
    if (this.isCut(from, to)) {
      this.coverage.count('fault: partition');
      return;
    }
    if (this.rng.chance(this.noise.drop)) {
      this.coverage.count('fault: message dropped');
      return;
    }
    this.carry(to, deliver);
    if (!this.rng.chance(this.noise.duplicate)) return;
    this.coverage.count('fault: message duplicated');
    this.carry(to, deliver);
  }

  /** One direction only: the other one goes on. What is on its way already arrives. */
  cutOff(from: Host, to: Host, ms: number): void {
    this.cut.set(`${from.name}>${to.name}`, this.timeline.now + ms);
  }

  isCut(from: Host, to: Host): boolean {
    return (this.cut.get(`${from.name}>${to.name}`) ?? 0) > this.timeline.now;
  }

  disturb(noise: Noise, ms: number): void {
    this.noise = noise;
    this.timeline.after(ms, () => {
      if (this.noise === noise) this.noise = quiet;
    });
  }

  heal(): void {
    this.cut = new Map();
    this.noise = quiet;
  }

  private carry(to: Host, deliver: () => void): void {
    let ms = this.rng.between(0.2, 3) + this.rng.between(0, this.noise.slowMs);
    if (this.rng.chance(this.noise.delay)) {
      this.coverage.count('fault: message delayed');
      ms = this.rng.between(50, 4_000);
    }
    this.timeline.after(ms, () => to.receive(deliver));
  }
}
