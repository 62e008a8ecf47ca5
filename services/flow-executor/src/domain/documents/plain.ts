import { maxJsonDepth } from '../values/parse-json.ts';
import type { Value } from '../values/value.ts';
import { UnreadableDocument } from './unreadable-document.ts';

/** Values that a document may hold, those that it repeats by a name (`*alias`) counted each time. */
const maxValues = 100_000;

/** What a parser made, as JSON can say it: dates as text, integers that a double cannot hold too. @throws UnreadableDocument */
export function plainOf(parsed: unknown): Value {
  return new Plain().of(parsed, maxJsonDepth);
}

class Plain {
  private left = maxValues;

  of(value: unknown, depth: number): Value {
    this.left -= 1;
    if (this.left < 0 || depth === 0) throw new UnreadableDocument('a document holds too much, or is nested too deep: send a smaller one');
    if (typeof value !== 'object' || value === null) return scalarOf(value);
    if (value instanceof Date) return value.toISOString();
    if (Array.isArray(value)) return value.map((inner) => this.of(inner, depth - 1));
    const map: Record<string, Value> = Object.create(null);
    for (const [key, inner] of Object.entries(value)) map[key] = this.of(inner, depth - 1);
    return map;
  }
}

function scalarOf(value: unknown): Value {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'number') return null;
  return Number.isFinite(value) ? value : String(value);
}
