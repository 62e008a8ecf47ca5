import type { Scheduler } from 'fast-check';

/** Carries each message as a task of fast-check's scheduler: it decides in which order they arrive. A message can be dropped or sent twice. */
export class MemoryBus {
  drops = 0;
  duplicates = 0;
  private readonly scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
  }

  send(label: string, deliver: () => void): void {
    if (this.drops > 0) {
      this.drops--;
      return;
    }
    this.carry(label, deliver);
    if (this.duplicates === 0) return;
    this.duplicates--;
    this.carry(`${label}, again`, deliver);
  }

  private carry(label: string, deliver: () => void): void {
    void this.scheduler.schedule(Promise.resolve(), label).then(deliver);
  }
}
