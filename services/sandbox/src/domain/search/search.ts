import type { SearchRecord } from '../contact-center/organization-data.ts';
import { type Aggregation, aggregate } from './aggregate.ts';
import { InvalidSearch } from './invalid-search.ts';
import { parseSearchFilter } from './search-filter.ts';

const OLDEST_MS = 36 * 31 * 24 * 60 * 60_000;
const PAGE_SIZE = 250;

export interface SearchRequest {
  readonly from: number;
  /** A time to come counts as now. */
  readonly to: number;
  /** The field of a record that has to lie between `from` and `to`. */
  readonly timeField: string;
  readonly filter?: unknown;
  readonly aggregations?: readonly Aggregation[] | undefined;
  readonly cursor: string;
}

/** The records asked for, before they are cut into pages or aggregated. @throws InvalidSearch */
export function findRecords(records: readonly SearchRecord[], request: SearchRequest, nowMs: number): SearchRecord[] {
  const { from, to, timeField, filter } = request;
  if (from > to) throw new InvalidSearch('from has to be before to');
  if (from < nowMs - OLDEST_MS) throw new InvalidSearch('from cannot be older than 36 months');
  const matches = filter ? parseSearchFilter(filter, records) : () => true;
  return records.filter((record) => {
    const time = record[timeField];
    return typeof time === 'number' && time >= from && time <= Math.min(to, nowMs) && matches(record);
  });
}

/** What a search answers: a page of the records, or one record per group. `selected` are the fields asked for. */
export function rowsOf(
  found: readonly SearchRecord[],
  { aggregations, cursor }: SearchRequest,
  selected: readonly string[],
): readonly SearchRecord[] {
  if (aggregations && aggregations.length > 0) {
    return aggregate(
      found,
      aggregations,
      selected.filter((field) => field !== 'aggregation'),
    );
  }
  const start = startOf(cursor);
  return found.slice(start, start + PAGE_SIZE);
}

export function pageInfoOf(found: readonly SearchRecord[], { aggregations, cursor }: SearchRequest) {
  const end = startOf(cursor) + PAGE_SIZE;
  const hasNextPage = !aggregations?.length && end < found.length;
  return { hasNextPage, endCursor: hasNextPage ? String(end) : '' };
}

function startOf(cursor: string): number {
  const start = Number(cursor || 0);
  if (!Number.isSafeInteger(start) || start < 0) throw new InvalidSearch(`the cursor ${cursor} did not come from pageInfo.endCursor`);
  return start;
}
