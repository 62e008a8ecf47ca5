import { ArrivalClock } from './arrival-clock.ts';

describe('ArrivalClock', () => {
  const time = { wall: 1_000_000, monotonic: 50 };
  const pass = (ms: number) => {
    time.wall = Math.floor(time.wall + ms);
    time.monotonic += ms;
  };
  const clock = () =>
    new ArrivalClock(
      () => time.wall,
      () => time.monotonic,
    );

  it('tells fractions of the milliseconds that the wall clock tells', () => {
    const { now } = { now: clock() };
    pass(0.25);
    expect(now.now()).toBe(1_000_000.25);
  });

  it('follows a wall clock that is set forward', () => {
    const arrivals = clock();
    const before = arrivals.now();
    time.wall += 60_000;
    expect(arrivals.now() - before).toBe(60_000);
  });

  it('does not go back with a wall clock that is set back', () => {
    const arrivals = clock();
    const before = arrivals.now();
    time.wall -= 60_000;
    pass(1);
    expect(arrivals.now()).toBe(before);
  });
});
