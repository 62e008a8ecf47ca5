export abstract class Clock {
  abstract now(): Date;
  /** Milliseconds of a clock that never jumps: for measuring and for deadlines. */
  abstract monotonicMs(): number;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }

  monotonicMs(): number {
    return performance.now();
  }
}
