import { BadDate, requireInstant } from './bad-date.ts';
import { months, parsePattern, weekdays } from './pattern.ts';
import { offsetMinutes, zoneName } from './time-zone.ts';

interface Moment {
  /** The clock of the zone, read with the UTC getters. */
  readonly wall: Date;
  readonly epochMillis: number;
  readonly zone: string;
  readonly offset: number;
}

/** Writes an instant by a pattern of Java's SimpleDateFormat, in English. */
export function formatDate(epochMillis: number, pattern: string, zone: string): string {
  const offset = offsetMinutes(zone, requireInstant(epochMillis));
  const moment: Moment = { wall: new Date(epochMillis + offset * 60_000), epochMillis, zone, offset };
  return parsePattern(pattern)
    .map((part) => ('literal' in part ? part.literal : write(part.letter, part.width, moment)))
    .join('');
}

function write(letter: string, width: number, moment: Moment): string {
  const writer = writers[letter];
  if (!writer) throw new BadDate(`the letter ${letter} of a date pattern is not supported`);
  return writer(moment, width);
}

const writers: Readonly<Record<string, (moment: Moment, width: number) => string>> = {
  G: () => 'AD',
  y: ({ wall }, width) => year(wall.getUTCFullYear(), width),
  u: ({ wall }) => String(wall.getUTCDay() || 7),
  Y: ({ wall }, width) => year(weekYear(wall), width),
  M: ({ wall }, width) => month(wall, width),
  L: ({ wall }, width) => month(wall, width),
  Q: ({ wall }, width) => (width < 3 ? pad(quarter(wall), width) : `Q${quarter(wall)}`),
  w: ({ wall }, width) => pad(weekOfYear(wall), width),
  W: ({ wall }, width) => pad(weekOfMonth(wall), width),
  F: ({ wall }, width) => pad(Math.ceil(wall.getUTCDate() / 7), width),
  d: ({ wall }, width) => pad(wall.getUTCDate(), width),
  D: ({ wall }, width) => pad(dayOfYear(wall), width),
  E: ({ wall }, width) => named(weekdays, wall.getUTCDay(), width),
  a: ({ wall }) => (wall.getUTCHours() < 12 ? 'AM' : 'PM'),
  H: ({ wall }, width) => pad(wall.getUTCHours(), width),
  k: ({ wall }, width) => pad(wall.getUTCHours() || 24, width),
  K: ({ wall }, width) => pad(wall.getUTCHours() % 12, width),
  h: ({ wall }, width) => pad(wall.getUTCHours() % 12 || 12, width),
  m: ({ wall }, width) => pad(wall.getUTCMinutes(), width),
  s: ({ wall }, width) => pad(wall.getUTCSeconds(), width),
  S: ({ wall }, width) => pad(wall.getUTCMilliseconds(), width),
  z: ({ zone, epochMillis }, width) => zoneName(zone, epochMillis, width < 4 ? 'short' : 'long'),
  V: ({ zone }) => zone,
  Z: ({ offset }) => offsetText(offset, ''),
  X: ({ offset }, width) => (offset === 0 ? 'Z' : isoOffset(offset, width)),
  x: ({ offset }, width) => isoOffset(offset, width),
};

const pad = (value: number, width: number) => String(value).padStart(width, '0');
const year = (value: number, width: number) => (width === 2 ? pad(value % 100, 2) : pad(value, width));
const named = (names: readonly string[], index: number, width: number) => (names[index] ?? '').slice(0, width < 4 ? 3 : undefined);

function month(wall: Date, width: number): string {
  return width < 3 ? pad(wall.getUTCMonth() + 1, width) : named(months, wall.getUTCMonth(), width);
}

function dayOfYear(wall: Date): number {
  return Math.floor((wall.getTime() - Date.UTC(wall.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

const quarter = (wall: Date) => Math.floor(wall.getUTCMonth() / 3) + 1;
const saturdayOf = (wall: Date) => new Date(wall.getTime() + (6 - wall.getUTCDay()) * 86_400_000);
const weekOfYear = (wall: Date) => Math.ceil(dayOfYear(saturdayOf(wall)) / 7);

/** Weeks begin on Sunday, and the first is the one with the first of the month. */
function weekOfMonth(wall: Date): number {
  const firstOfMonth = (wall.getUTCDay() - wall.getUTCDate() + 1 + 35) % 7;
  return Math.ceil((wall.getUTCDate() + firstOfMonth) / 7);
}

/** The week that holds the first of January belongs to the new year; weeks begin on Sunday. */
function weekYear(wall: Date): number {
  return saturdayOf(wall).getUTCFullYear();
}

function isoOffset(offset: number, width: number): string {
  if (width === 1 && offset % 60 === 0) return offsetText(offset, '').slice(0, 3);
  return offsetText(offset, width === 3 ? ':' : '');
}

function offsetText(offset: number, separator: string): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${separator}${pad(minutes % 60, 2)}`;
}
