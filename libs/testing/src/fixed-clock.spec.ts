import { FixedClock } from './fixed-clock.ts';

describe('FixedClock', () => {
  it('stands still', () => {
    const at = new Date('2026-05-06T07:08:09.010Z');
    const clock = new FixedClock(at);
    expect([clock.now(), clock.monotonicMs()]).toEqual([at, 0]);
  });

  it('goes as far as it is told, in both of its times', () => {
    const clock = new FixedClock(new Date('2026-05-06T00:00:00.000Z'));
    clock.advance(1_500);
    expect([clock.now(), clock.monotonicMs()]).toEqual([new Date('2026-05-06T00:00:01.500Z'), 1_500]);
  });

  it('hands out a date that nobody can move it by', () => {
    const clock = new FixedClock();
    const before = clock.now().getTime();
    clock.now().setFullYear(1999);
    expect(clock.now().getTime()).toBe(before);
  });
});
