import fc from 'fast-check';
import type { Value } from '../values/value.ts';
import { BadDate } from './bad-date.ts';
import { epochMillisOf } from './date-text.ts';
import { formatDate } from './format-date.ts';
import { parseDate } from './parse-date.ts';

const evening = Date.UTC(2026, 0, 4, 23, 5, 9, 45);

describe('formatDate', () => {
  it.each([
    ['yyyy-MM-dd HH:mm:ss.SSS', 'UTC', '2026-01-04 23:05:09.045'],
    ['yy/M/d', 'UTC', '26/1/4'],
    ['EEE, d MMM yyyy', 'UTC', 'Sun, 4 Jan 2026'],
    ['EEEE d MMMM', 'UTC', 'Sunday 4 January'],
    ['u D', 'UTC', '7 4'],
    ['h:mm a', 'UTC', '11:05 PM'],
    ['K k H', 'UTC', '11 23 23'],
    ["hh 'o''clock' ''", 'UTC', "11 o'clock '"],
    ['z Z X XX XXX', 'UTC', 'UTC +0000 Z Z Z'],
    ['HH:mm z', 'America/Toronto', '18:05 EST'],
    ['HH:mm Z X XXX', 'Asia/Kolkata', '04:35 +0530 +0530 +05:30'],
    ['dd HH', 'GMT+2', '05 01'],
    ['YYYY', 'UTC', '2026'],
    ['w ww W F Q QQ QQQ', 'UTC', '2 02 2 1 1 01 Q1'],
    ['x xx xxx', 'UTC', '+00 +0000 +00:00'],
    ['X x', 'Asia/Kolkata', '+0530 +0530'],
    ['VV zzzz', 'America/Toronto', 'America/Toronto Eastern Standard Time'],
    ['G', 'UTC', 'AD'],
  ])('%s in %s', (pattern, zone, expected) => {
    expect(formatDate(evening, pattern, zone)).toBe(expected);
  });

  it('counts the last days of December to the week year of the first of January', () => {
    expect(formatDate(Date.UTC(2024, 11, 31), 'YYYY yyyy', 'UTC')).toBe('2025 2024');
  });

  it.each(['c', 'yyyy-b', "yyyy 'open", 'y'.repeat(101)])('refuses the pattern %s', (pattern) => {
    expect(() => formatDate(evening, pattern, 'UTC')).toThrow(BadDate);
  });
});

describe('the week', () => {
  it.each([
    [Date.UTC(2026, 0, 1), '1 1'],
    [Date.UTC(2026, 0, 3), '1 1'],
    [Date.UTC(2025, 11, 31), '1 5'],
    [Date.UTC(2025, 11, 27), '52 4'],
    [Date.UTC(2026, 1, 28), '9 4'],
    [Date.UTC(2026, 7, 31), '36 6'],
  ])('of %d in its year and month, from Sunday to Saturday, is %s', (at, expected) => {
    expect(formatDate(at, 'w W', 'UTC')).toBe(expected);
  });
});

describe('parseDate', () => {
  it.each([
    ['20260131', 'yyyyMMdd', Date.UTC(2026, 0, 31)],
    ['31.1.26', 'd.M.yy', Date.UTC(2026, 0, 31)],
    ['31.1.99', 'd.M.yy', Date.UTC(1999, 0, 31)],
    ['14:05:00', 'hh:mm:ss', Date.UTC(1970, 0, 1, 14, 5)],
    ['02:05 pm', 'hh:mm a', Date.UTC(1970, 0, 1, 14, 5)],
    ['12:05 AM', 'hh:mm a', Date.UTC(1970, 0, 1, 0, 5)],
    ['24:05', 'kk:mm', Date.UTC(1970, 0, 1, 0, 5)],
    ['Feb 6, 2025', 'MMM d, yyyy', Date.UTC(2025, 1, 6)],
    ['Thursday 6 February 2025', 'EEEE d MMMM yyyy', Date.UTC(2025, 1, 6)],
    ['2025-02-30', 'yyyy-MM-dd', Date.UTC(2025, 2, 2)],
    ['2025 45', 'yyyy D', Date.UTC(2025, 1, 14)],
    ['2025-02-06 week 6', "yyyy-MM-dd 'week' w", Date.UTC(2025, 1, 6)],
    ['2025-02-06T21:09:02.712Z[UTC]', "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Date.UTC(2025, 1, 6, 21, 9, 2, 712)],
    ['2025-02-06 10:00 +0230', 'yyyy-MM-dd HH:mm Z', Date.UTC(2025, 1, 6, 7, 30)],
    ['2025-02-06 10:00 America/Toronto', 'yyyy-MM-dd HH:mm z', Date.UTC(2025, 1, 6, 15)],
  ])('%s by %s', (text, pattern, expected) => {
    expect(parseDate(text, pattern)).toBe(expected);
  });

  it.each([
    ['tomorrow', 'yyyy'],
    ['2025/02', 'yyyy-MM'],
    ['6 Smarch', 'd MMM'],
    ['2025', 'yyyyMMdd'],
    ['1', 'c'],
    ['', 'yyyy'],
  ])('refuses %j by %s', (text, pattern) => {
    expect(() => parseDate(text, pattern)).toThrow(BadDate);
  });
});

describe('epochMillisOf', () => {
  it.each<[Value, number]>([
    [evening, evening],
    ['2026-01-04T23:05:09.045Z[UTC]', evening],
    ['2026-01-04T23:05:09.045123Z', evening],
    ['2026-01-04 23:05', Date.UTC(2026, 0, 4, 23, 5)],
    ['2026-01-04', Date.UTC(2026, 0, 4)],
    ['2026-01-04T18:05:09.045-05:00[America/Toronto]', evening],
  ])('%s', (value, expected) => {
    expect(epochMillisOf(value, '')).toBe(expected);
  });

  it.each<[Value]>([[true], [['x']], ['04.01.2026'], ['2026-13-45'], ['x'.repeat(1_000)]])('refuses %j', (value) => {
    expect(() => epochMillisOf(value, '')).toThrow(BadDate);
  });
});

describe('whatever a pattern is', () => {
  const letters = [...'GyYMLwWDdFEuaHkKhmsSzZXxVQ', "'", "''", ' ', '-', '€', 'c'];
  const pattern = fc.array(fc.constantFrom(...letters), { maxLength: 20 }).map((parts) => parts.join(''));

  it('it writes and reads, or is refused', () => {
    fc.assert(
      fc.property(pattern, fc.oneof(fc.string(), fc.constant('2026-01-31 10:00')), fc.double({ noNaN: true }), (format, text, at) => {
        for (const act of [() => formatDate(at, format, 'Europe/Berlin'), () => parseDate(text, format), () => epochMillisOf(text, '')]) {
          try {
            act();
          } catch (error) {
            expect(error).toBeInstanceOf(BadDate);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
