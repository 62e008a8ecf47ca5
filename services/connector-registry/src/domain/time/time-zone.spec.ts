import { instantOf, localHourAt, offsetMsAt } from './time-zone.ts';

const hourMs = 3_600_000;
const at = (text: string) => Date.parse(text);

describe('a time zone', () => {
  it.each([
    ['Europe/Berlin', '2026-01-15T12:00:00Z', 1],
    ['Europe/Berlin', '2026-07-15T12:00:00Z', 2],
    ['Europe/Berlin', '2026-03-29T00:59:59.999Z', 1],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 2],
    ['America/New_York', '2026-11-01T05:59:59Z', -4],
    ['America/New_York', '2026-11-01T06:00:00Z', -5],
    ['Asia/Kathmandu', '2026-01-15T12:00:00Z', 5.75],
    ['UTC', '2026-01-15T12:00:00Z', 0],
  ])('%s at %s is %d hours ahead', (zone, instant, hours) => {
    expect(offsetMsAt(zone, at(instant))).toBe(hours * hourMs);
  });

  it('says which hour of the day it is', () => {
    expect(localHourAt('Asia/Kathmandu', at('2026-01-15T18:30:00Z'))).toBe(0);
  });

  it.each([
    ['in winter', 'Europe/Berlin', '2026-01-15T02:30', '2026-01-15T01:30:00.000Z'],
    ['in summer', 'Europe/Berlin', '2026-07-15T02:30:15', '2026-07-15T00:30:15.000Z'],
    ['skipped: as long after the change as it is into the gap', 'Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
    ['just before what is skipped', 'Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59:59.000Z'],
    ['just after what is skipped', 'Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00:00.000Z'],
    ['there twice: the first', 'Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    ['west of Greenwich, there twice', 'America/New_York', '2026-11-01T01:30', '2026-11-01T05:30:00.000Z'],
    ['west of Greenwich, skipped', 'America/New_York', '2026-03-08T02:30', '2026-03-08T07:30:00.000Z'],
    ['a change of half an hour', 'Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45:00.000Z'],
  ])('gives the moment of a local time %s', (_, zone, local, instant) => {
    expect(instantOf(zone, local).toISOString()).toBe(instant);
  });
});
