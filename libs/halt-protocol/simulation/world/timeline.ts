interface Event {
  at: number;
  order: number;
  run: () => void;
}

const before = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** True time, which no process knows, and what happens in it, one event after the other. */
export class Timeline {
  now = 0;
  private order = 0;
  /** A binary heap, the earliest first. */
  private readonly heap: Event[] = [];

  after(ms: number, run: () => void): void {
    const { heap } = this;
    heap.push({ at: this.now + Math.max(0, ms), order: this.order++, run });
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.swapIfBefore(child, parent)) return;
      child = parent;
    }
  }

  runUntil(end: number, afterEach: () => void): void {
    for (let event = this.heap[0]; event !== undefined && event.at <= end; event = this.heap[0]) {
      this.removeFirst();
      this.now = event.at;
      event.run();
      afterEach();
    }
    this.now = end;
  }

  private removeFirst(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1;
      const earlier = this.isBefore(left + 1, left) ? left + 1 : left;
      if (!this.swapIfBefore(earlier, parent)) return;
      parent = earlier;
    }
  }

  private isBefore(a: number, b: number): boolean {
    const [first, second] = [this.heap[a], this.heap[b]];
    return first !== undefined && second !== undefined && before(first, second);
  }

  private swapIfBefore(a: number, b: number): boolean {
    if (!this.isBefore(a, b)) return false;
    [this.heap[a], this.heap[b]] = [this.heap[b] as Event, this.heap[a] as Event];
    return true;
  }
}
