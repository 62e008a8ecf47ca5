import { Timers } from '../../application/ports.ts';

export class SystemTimers extends Timers {
  private readonly pending = new Set<NodeJS.Timeout>();

  after(delayMs: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.pending.delete(timer);
      work();
    }, delayMs).unref();
    this.pending.add(timer);
  }

  stop(): void {
    for (const timer of this.pending) clearTimeout(timer);
    this.pending.clear();
  }
}
