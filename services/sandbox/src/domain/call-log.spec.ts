import { CallLog } from './call-log.ts';

const CAPACITY = 5;

/** The clock goes forward by 10 ms with each call. */
function given({ calls = 0 } = {}) {
  let time = 0;
  const log = new CallLog(() => (time += 10), CAPACITY);
  const record = (path: string) =>
    log.record({ method: 'GET', path, tokenFingerprint: null, connectorId: null, connectorVersion: null, executionId: null });
  for (let index = 0; index < calls; index++) record(`/${index}`);
  return { log, record };
}

const paths = ({ items }: ReturnType<CallLog['list']>) => items.map(({ path }) => path);

describe('CallLog', () => {
  it('keeps calls in the order in which they arrived', () => {
    const { log } = given({ calls: 3 });
    expect(log.list({}, 0, 10)).toMatchObject({
      items: [
        { sequence: 0, arrivedAt: 10, path: '/0', status: null, aborted: false },
        { sequence: 1, arrivedAt: 20, path: '/1' },
        { sequence: 2, arrivedAt: 30, path: '/2' },
      ],
      nextSequence: undefined,
    });
  });

  it('shows what became of a call after it was recorded', () => {
    const { log, record } = given();
    record('/slow').status = 200;
    expect(log.list({}, 0, 1).items).toMatchObject([{ status: 200 }]);
  });

  it('hands out pages', () => {
    const { log } = given({ calls: 5 });
    const first = log.list({}, 0, 2);
    const second = log.list({}, first.nextSequence ?? 0, 2);
    const third = log.list({}, second.nextSequence ?? 0, 2);
    expect([paths(first), paths(second), paths(third)]).toEqual([['/0', '/1'], ['/2', '/3'], ['/4']]);
    expect(third.nextSequence).toBeUndefined();
  });

  it('ends with a page that is just full', () => {
    expect(given({ calls: 2 }).log.list({}, 0, 2).nextSequence).toBeUndefined();
  });

  it('forgets the oldest when it is full', () => {
    const { log } = given({ calls: 8 });
    expect(paths(log.list({}, 0, 10))).toEqual(['/3', '/4', '/5', '/6', '/7']);
    expect(log.summarize({})).toEqual({ count: 5, lastArrivedAt: 80 });
  });

  it.each([
    [20, ['/1', '/2']],
    [21, ['/2']],
    [31, []],
    [0, ['/0', '/1', '/2']],
  ])('finds calls that arrived at %i or later', (since, expected) => {
    expect(paths(given({ calls: 3 }).log.list({ since }, 0, 10))).toEqual(expected);
  });

  it('finds and counts calls by path', () => {
    const { log, record } = given();
    for (const path of ['/a/1', '/b/1', '/a/2']) record(path);
    expect(paths(log.list({ path: '/a/*' }, 0, 10))).toEqual(['/a/1', '/a/2']);
    expect(log.summarize({ path: '/a/*' })).toEqual({ count: 2, lastArrivedAt: 30 });
    expect(log.summarize({ path: '/c' })).toEqual({ count: 0, lastArrivedAt: null });
  });

  it('begins anew when it is cleared, with numbers that go on', () => {
    const { log, record } = given({ calls: 7 });
    log.clear();
    expect(log.summarize({})).toEqual({ count: 0, lastArrivedAt: null });
    record('/after');
    expect(log.list({}, 0, 10).items).toMatchObject([{ sequence: 7, path: '/after' }]);
  });
});
