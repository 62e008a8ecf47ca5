import { BadDate, requireInstant } from './bad-date.ts';
import { isNumeric, months, type PatternPart, parsePattern, weekdays } from './pattern.ts';
import { offsetMinutes } from './time-zone.ts';

/** Fields as they are read; Java lets them overflow, and so does Date.UTC. */
interface Fields {
  year: number;
  month: number;
  day: number;
  dayOfYear: number | undefined;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  afternoon: boolean | undefined;
  zone: string;
}

/** Reads a text by a pattern of Java's SimpleDateFormat, as leniently as that does: `14:05` fits `hh:mm`, and what follows is ignored. */
export function parseDate(text: string, pattern: string): number {
  const fields: Fields = {
    year: 1970,
    month: 0,
    day: 1,
    dayOfYear: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    millisecond: 0,
    afternoon: undefined,
    zone: 'UTC',
  };
  const parts = parsePattern(pattern);
  let at = 0;
  parts.forEach((part, index) => {
    at = readPart(part, parts[index + 1], text, at, fields);
  });
  return instantOf(fields);
}

function readPart(part: PatternPart, next: PatternPart | undefined, text: string, at: number, fields: Fields): number {
  if ('literal' in part) {
    if (!text.startsWith(part.literal, at)) throw mismatch();
    return at + part.literal.length;
  }
  const found = readerOf(part.letter, part.width, isNumeric(next)).exec(text.slice(at, at + 40))?.[0];
  const store = stores[part.letter];
  if (found === undefined || !store) throw mismatch();
  store(fields, found.trimStart(), part.width);
  return at + found.length;
}

const zonePattern = /^\s*(?:Z\b|(?:GMT|UTC)?[+-]\d{2}:?\d{2}|[A-Za-z]+(?:\/[A-Za-z_]+)*)/;

function readerOf(letter: string, width: number, keepsToWidth: boolean): RegExp {
  if ('zZXxV'.includes(letter)) return zonePattern;
  if (letter === 'a') return /^\s*[AaPp][Mm]/;
  if (letter === 'E' || letter === 'G' || ('ML'.includes(letter) && width > 2)) return /^\s*[A-Za-z]+/;
  return keepsToWidth ? new RegExp(`^\\s*\\d{${Math.min(width, 9)}}`) : /^\s*-?\d{1,9}/;
}

const stores: Readonly<Record<string, (fields: Fields, text: string, width: number) => void>> = {
  G: () => undefined,
  E: (_fields, text) => void indexOfName(weekdays, text),
  u: () => undefined,
  w: () => undefined,
  W: () => undefined,
  F: () => undefined,
  Q: () => undefined,
  y: (fields, text, width) => {
    fields.year = width === 2 && text.length === 2 ? nearYear(Number(text)) : Number(text);
  },
  M: storeMonth,
  L: storeMonth,
  d: (fields, text) => {
    fields.day = Number(text);
  },
  D: (fields, text) => {
    fields.dayOfYear = Number(text);
  },
  H: storeHour,
  h: storeHour,
  K: storeHour,
  k: (fields, text) => {
    fields.hour = Number(text) % 24;
  },
  m: (fields, text) => {
    fields.minute = Number(text);
  },
  s: (fields, text) => {
    fields.second = Number(text);
  },
  S: (fields, text) => {
    fields.millisecond = Number(text);
  },
  a: (fields, text) => {
    fields.afternoon = text.toLowerCase() === 'pm';
  },
  z: storeZone,
  Z: storeZone,
  X: storeZone,
  x: storeZone,
  V: storeZone,
};

function storeMonth(fields: Fields, text: string, width: number): void {
  fields.month = width < 3 ? Number(text) - 1 : indexOfName(months, text);
}

function storeHour(fields: Fields, text: string): void {
  fields.hour = Number(text);
}

function storeZone(fields: Fields, text: string): void {
  fields.zone = text;
}

function indexOfName(names: readonly string[], text: string): number {
  const index = names.findIndex((name) => name.slice(0, 3).toLowerCase() === text.slice(0, 3).toLowerCase());
  if (index < 0) throw mismatch();
  return index;
}

/** Java's window: from 80 years ago to 20 ahead. A fixed window keeps this free of a clock. */
function nearYear(twoDigits: number): number {
  return twoDigits < 50 ? 2000 + twoDigits : 1900 + twoDigits;
}

function instantOf(fields: Fields): number {
  const month = fields.dayOfYear === undefined ? fields.month : 0;
  const wall = Date.UTC(
    fields.year,
    month,
    fields.dayOfYear ?? fields.day,
    hourOf(fields),
    fields.minute,
    fields.second,
    fields.millisecond,
  );
  return wall - offsetMinutes(fields.zone, requireInstant(wall)) * 60_000;
}

function hourOf({ hour, afternoon }: Fields): number {
  if (afternoon === undefined) return hour;
  return (hour % 12) + (afternoon ? 12 : 0);
}

function mismatch(): BadDate {
  return new BadDate('a text does not fit the date pattern that is to read it: check existingFormat');
}
