import type { Aggregation } from './aggregate.ts';
import { findRecords, pageInfoOf, rowsOf, type SearchRequest } from './search.ts';

const nowMs = 1_700_000_000_000;
const records = Array.from({ length: 600 }, (_, index) => ({
  id: `t${index}`,
  createdTime: nowMs - index * 1_000,
  endedTime: index === 0 ? null : nowMs - index * 1_000 + 500,
  lastQueue: { id: `q${index % 2}` },
  totalDuration: index % 10,
}));

function request(part: Partial<SearchRequest> = {}): SearchRequest {
  return { from: nowMs - 1_000_000, to: nowMs, timeField: 'createdTime', cursor: '', ...part };
}

function aggregationOf(aggregations: Aggregation[], selected: string[] = []) {
  return rowsOf(findRecords(records, request(), nowMs), request({ aggregations }), [...selected, 'aggregation']);
}

describe('a search', () => {
  it('finds what lies between two times, both included', () => {
    const found = findRecords(records, request({ from: nowMs - 3_000, to: nowMs - 1_000 }), nowMs);
    expect(found.map(({ id }) => id)).toEqual(['t1', 't2', 't3']);
  });

  it('goes by another time when asked to', () => {
    expect(findRecords(records, request({ from: nowMs - 1_000, timeField: 'endedTime' }), nowMs).map(({ id }) => id)).toEqual(['t1']);
  });

  it('ends now', () => {
    expect(findRecords(records, request({ to: nowMs + 1_000 }), nowMs - 599_000)).toHaveLength(1);
  });

  it.each([
    [{ from: 2, to: 1 }, 'from has to be before to'],
    [{ from: 1 }, 'from cannot be older than 36 months'],
  ])('refuses %j', (part, message) => {
    expect(() => findRecords(records, request(part), nowMs)).toThrow(message);
  });

  it('answers page by page', () => {
    const lengths = ['', '250', '500'].map((cursor) => [
      rowsOf(records, request({ cursor }), []).length,
      pageInfoOf(records, request({ cursor })),
    ]);
    expect(lengths).toEqual([
      [250, { hasNextPage: true, endCursor: '250' }],
      [250, { hasNextPage: true, endCursor: '500' }],
      [100, { hasNextPage: false, endCursor: '' }],
    ]);
  });

  it('refuses a cursor that it did not give', () => {
    expect(() => rowsOf(records, request({ cursor: 'x' }), [])).toThrow('the cursor x');
  });
});

describe('an aggregation', () => {
  const all = (['count', 'sum', 'min', 'max', 'average', 'cardinality'] as const).map((type) => ({
    type,
    field: 'totalDuration',
    name: type,
  }));

  it('computes over everything found', () => {
    expect(aggregationOf(all)).toEqual([
      {
        aggregation: [
          { name: 'count', value: 600 },
          { name: 'sum', value: 2_700 },
          { name: 'min', value: 0 },
          { name: 'max', value: 9 },
          { name: 'average', value: 4.5 },
          { name: 'cardinality', value: 10 },
        ],
      },
    ]);
  });

  it('computes for each group of the other fields that are asked for', () => {
    const rows = aggregationOf([{ field: 'id', type: 'count', name: 'calls' }], ['lastQueue']);
    expect(rows).toEqual([
      { lastQueue: { id: 'q0' }, aggregation: [{ name: 'calls', value: 300 }] },
      { lastQueue: { id: 'q1' }, aggregation: [{ name: 'calls', value: 300 }] },
    ]);
  });

  it('may have a filter of its own, and leaves out what is not there', () => {
    const rows = aggregationOf([
      { field: 'id', type: 'count', name: 'few', filter: { totalDuration: { lt: 2 } } },
      { field: 'endedTime', type: 'count', name: 'ended' },
    ]);
    expect(rows).toEqual([
      {
        aggregation: [
          { name: 'few', value: 120 },
          { name: 'ended', value: 599 },
        ],
      },
    ]);
  });

  it('counts nothing as 0, and has no least of nothing', () => {
    const aggregations: Aggregation[] = [
      { field: 'id', type: 'count', name: 'calls' },
      { field: 'id', type: 'min', name: 'least' },
    ];
    expect(rowsOf([], request({ aggregations }), ['aggregation'])).toEqual([
      {
        aggregation: [
          { name: 'calls', value: 0 },
          { name: 'least', value: null },
        ],
      },
    ]);
  });

  it('refuses a field that does not exist', () => {
    expect(() => aggregationOf([{ field: 'colour', type: 'count', name: 'x' }])).toThrow('there is no field colour');
  });

  it('is one page', () => {
    expect(pageInfoOf(records, request({ aggregations: all }))).toEqual({ hasNextPage: false, endCursor: '' });
  });
});
