import { LineMalformed } from './line-malformed.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One line of JSON, read field by field. */
export class LineFields {
  private readonly fields: Fields;
  readonly origin: string;

  /** @throws LineMalformed */
  constructor(text: string, origin: string) {
    this.origin = origin;
    this.fields = objectIn(text, origin);
  }

  /** @param path such as `request.headers.host` @returns undefined where there is nothing, or what logs write for nothing */
  find(path: string): unknown {
    let value: unknown = Object.hasOwn(this.fields, path) ? this.fields[path] : undefined;
    if (value === undefined) {
      value = this.fields;
      for (const name of path.split('.')) value = isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    }
    return value === null || value === '' || value === '-' ? undefined : value;
  }

  /** @throws LineMalformed */
  text(path: string): string {
    const value = this.find(path);
    if (typeof value !== 'string') throw this.malformed(path, 'is missing, or no text');
    return value;
  }

  /** Of a connector: 1, 2, ..., as a number or in digits. @throws LineMalformed */
  version(path: string): number {
    const value = this.find(path);
    const version = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
      throw this.malformed(path, 'is no version: 1, 2, ...');
    return version;
  }

  /** @throws LineMalformed */
  time(path: string): number {
    const time = timeOf(this.find(path));
    if (time === undefined) throw this.malformed(path, 'is no time: RFC 3339, or seconds or milliseconds since 1970');
    return time;
  }

  malformed(field: string, expected: string): LineMalformed {
    return new LineMalformed(this.origin, field, expected);
  }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function objectIn(text: string, origin: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    if (isFields(value)) return value;
  } catch {
    // Told below, as for any other text.
  }
  throw new LineMalformed(origin, null, 'is no JSON object');
}

/** In 5138, seconds reach what milliseconds were in 1973. */
const leastMs = 1e11;
const mostMs = 1e14;

function timeOf(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) {
    const time = Date.parse(value);
    return Number.isNaN(time) ? undefined : time;
  }
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !(number > 0) || number >= mostMs) return undefined;
  return number < leastMs ? number * 1_000 : number;
}
