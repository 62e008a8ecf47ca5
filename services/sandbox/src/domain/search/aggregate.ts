import type { SearchRecord } from '../contact-center/organization-data.ts';
import { InvalidSearch } from './invalid-search.ts';
import { parseSearchFilter } from './search-filter.ts';

export interface Aggregation {
  readonly field: string;
  readonly type: 'count' | 'sum' | 'min' | 'max' | 'average' | 'cardinality';
  readonly name: string;
  readonly filter?: unknown;
}

/** One record for each combination of values of `groupBy`, with the `aggregation` over the records that share it. */
export function aggregate(
  records: readonly SearchRecord[],
  aggregations: readonly Aggregation[],
  groupBy: readonly string[],
): SearchRecord[] {
  const computations = aggregations.map((aggregation) => computationOf(aggregation, records));
  const groups = Map.groupBy(records, (record) => JSON.stringify(groupBy.map((field) => record[field])));
  // Without grouping there is one row, even over nothing: a count of 0 is an answer.
  const members = groupBy.length === 0 ? [records] : [...groups.values()];
  return members.map((group) => ({
    ...Object.fromEntries(groupBy.map((field) => [field, group[0]?.[field]])),
    aggregation: computations.map((compute) => compute(group)),
  }));
}

function computationOf({ field, type, name, filter }: Aggregation, records: readonly SearchRecord[]) {
  if (records.length > 0 && !records.some((record) => Object.hasOwn(record, field))) {
    throw new InvalidSearch(`there is no field ${field} to aggregate`);
  }
  const counts = filter ? parseSearchFilter(filter, records) : () => true;
  return (group: readonly SearchRecord[]) => {
    const values = group
      .filter(counts)
      .map((record) => record[field])
      .filter((value) => value !== null && value !== undefined);
    return { name, value: computed(type, values) };
  };
}

function computed(type: Aggregation['type'], values: readonly unknown[]): number | null {
  if (type === 'count') return values.length;
  if (type === 'cardinality') return new Set(values.map((value) => JSON.stringify(value))).size;
  const numbers = values.map(Number);
  const sum = numbers.reduce((total, value) => total + value, 0);
  if (type === 'sum') return sum;
  if (numbers.length === 0) return null;
  if (type === 'average') return sum / numbers.length;
  return type === 'min' ? Math.min(...numbers) : Math.max(...numbers);
}
