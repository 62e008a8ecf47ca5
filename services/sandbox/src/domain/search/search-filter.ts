import type { SearchRecord } from '../contact-center/organization-data.ts';
import { InvalidSearch } from './invalid-search.ts';

export type Predicate = (record: SearchRecord) => boolean;

type Test = (value: unknown, expected: unknown) => boolean;

const operators: Readonly<Record<string, Test>> = {
  equals,
  notequals: (value, expected) => !equals(value, expected),
  gt: (value, expected) => value !== null && Number(value) > Number(expected),
  gte: (value, expected) => value !== null && Number(value) >= Number(expected),
  lt: (value, expected) => value !== null && Number(value) < Number(expected),
  lte: (value, expected) => value !== null && Number(value) <= Number(expected),
};

/**
 * The `filter` argument of a search: `{ and: [...] }`, `{ or: [...] }`, `{ field: { equals: value } }`, the field of an object as
 * `{ owner: { id: { equals: value } } }` or as `{ owner: { equals: { id: value } } }`. Several members of one object are joined by `and`.
 * @throws InvalidSearch for a field that none of `records` has, or an operator that does not exist.
 */
export function parseSearchFilter(filter: unknown, records: readonly SearchRecord[]): Predicate {
  const predicates = Object.entries(asObject(filter)).map(([key, operand]) => parseMember(key, operand, records));
  return (record) => predicates.every((holds) => holds(record));
}

function parseMember(key: string, operand: unknown, records: readonly SearchRecord[]): Predicate {
  if (key === 'and' || key === 'or') {
    const parts = [operand].flat().map((part) => parseSearchFilter(part, records));
    return key === 'and' ? (record) => parts.every((holds) => holds(record)) : (record) => parts.some((holds) => holds(record));
  }
  if (records.length > 0 && !records.some((record) => Object.hasOwn(record, key))) {
    throw new InvalidSearch(`there is no field ${key} to filter on`);
  }
  const conditions = Object.entries(asObject(operand)).map(([name, expected]) => parseCondition(key, name, expected, records));
  return (record) => conditions.every((holds) => holds(record));
}

function parseCondition(field: string, name: string, expected: unknown, records: readonly SearchRecord[]): Predicate {
  const test = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (test) return (record) => test(record[field], expected);
  const nested = records.flatMap((record) => objectsIn(record[field]));
  if (nested.length === 0) throw new InvalidSearch(`there is no operator ${name}: use ${Object.keys(operators).join(', ')}`);
  const holds = parseSearchFilter({ [name]: expected }, nested);
  return (record) => objectsIn(record[field]).some(holds);
}

function equals(value: unknown, expected: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => equals(item, expected));
  if (expected !== null && typeof expected === 'object') {
    const [record] = objectsIn(value);
    return Object.entries(expected).every(([key, wanted]) => equals(record?.[key] ?? null, wanted));
  }
  if (value === null || value === undefined || expected === null) return (value ?? null) === expected;
  return String(value) === String(expected);
}

function objectsIn(value: unknown): SearchRecord[] {
  return [value].flat().filter((item): item is SearchRecord => item !== null && typeof item === 'object');
}

function asObject(value: unknown): object {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new InvalidSearch('a filter is made of objects');
  return value;
}
