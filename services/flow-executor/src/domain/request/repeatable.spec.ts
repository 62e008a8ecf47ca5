import type { ConnectorRequest } from './outbound-request.ts';
import { isRepeatable } from './repeatable.ts';
import { retryAfterMs } from './retry-after.ts';

const request: ConnectorRequest = {
  mode: 'connector',
  connectorId: 'c-1',
  activityId: 'a-1',
  activityLabel: 'Ask',
  method: 'GET',
  path: '/v1/tasks',
  search: '',
  headers: {},
  contentType: undefined,
  body: undefined,
  timeoutMs: 2_000,
  retries: 1,
};

describe('a request', () => {
  it.each<[boolean, string, Partial<ConnectorRequest>]>([
    [true, 'GET', {}],
    [true, 'HEAD', {}],
    [true, 'OPTIONS', {}],
    [true, 'PUT', {}],
    [true, 'DELETE', {}],
    [false, 'POST', {}],
    [false, 'PATCH', {}],
    [true, 'POST', { path: '/search' }],
    [false, 'PATCH', { path: '/search' }],
    [true, 'POST', { headers: { 'idempotency-KEY': 'k' } }],
  ])('may be repeated: %s for %s %j', (expected, method, over) => {
    expect(isRepeatable({ ...request, method, ...over })).toBe(expected);
  });

  it('to a search of somebody else may not', () => {
    const { connectorId: _id, path: _path, search: _search, ...open } = request;
    expect(isRepeatable({ ...open, mode: 'open', method: 'POST', url: 'https://api.example/search' })).toBe(false);
  });
});

describe('retryAfterMs', () => {
  const now = new Date('2026-01-02T12:00:00Z');
  it.each<[string | undefined, number | undefined]>([
    ['7', 7_000],
    [' 0 ', 0],
    ['Fri, 02 Jan 2026 12:00:30 GMT', 30_000],
    ['Fri, 02 Jan 2026 11:00:00 GMT', 0],
    ['2026-01-02', undefined],
    ['soon', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['Fri, 99 Jan 2026 12:00:30 GMT', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j', (value, expected) => {
    expect(retryAfterMs(value, now)).toBe(expected);
  });
});
