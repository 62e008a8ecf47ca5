/** Of fast-check. */
interface Scheduler {
  schedule<T>(task: Promise<T>, label?: string): Promise<T>;
}

/** On its way, and never arrived: whoever waits for it is told so at some time. */
class Lost extends Error {}

const slowTurns = 12;

/** What goes between processes in a property test: everything is a task of fast-check's scheduler, which decides what happens next. */
export class ScheduledBus {
  /** Requests to come that are lost, or arrive twice; pushes and events to come that are lost. */
  drops = 0;
  duplicates = 0;
  unheard = 0;
  /** Steps to come that others overtake. */
  slow = 0;
  /** Whatever anybody may do at any time. */
  meanwhile: () => void = () => undefined;

  private readonly scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler;
  }

  /** A step that takes its time. */
  async step(label: string): Promise<void> {
    const turns = this.slow > 0 ? slowTurns : 1;
    if (this.slow > 0) this.slow--;
    for (let turn = 0; turn < turns; turn++) {
      await this.scheduler.schedule(Promise.resolve(), label);
      this.meanwhile();
    }
  }

  /** A message of which somebody expects the answer. @throws Lost */
  async request<Result>(label: string, serve: () => Promise<Result>): Promise<Result> {
    const isLost = this.drops > 0;
    if (isLost) this.drops--;
    await this.step(isLost ? `${label} (lost)` : label);
    if (isLost) throw new Lost(label);
    if (this.duplicates > 0) {
      this.duplicates--;
      void this.step(`${label} (again)`)
        .then(serve)
        .catch(() => undefined);
    }
    return serve();
  }

  /** A message that nobody answers. */
  tell(label: string, hear: () => void): void {
    if (this.unheard > 0) {
      this.unheard--;
      return;
    }
    void this.request(label, async () => hear()).catch(() => undefined);
  }
}
