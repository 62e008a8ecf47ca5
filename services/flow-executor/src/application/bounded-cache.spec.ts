import { BoundedCache } from './bounded-cache.ts';

describe('a bounded cache', () => {
  it('keeps what was used last', () => {
    const cache = new BoundedCache<number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.entries()]).toEqual([
      1,
      undefined,
      3,
      expect.arrayContaining([
        ['a', 1],
        ['c', 3],
      ]),
    ]);
  });

  it('does not grow by a value that is replaced', () => {
    const cache = new BoundedCache<number>(2);
    for (const value of [1, 2, 3]) cache.set('a', value);
    cache.set('b', 4);
    expect([cache.get('a'), cache.get('b')]).toEqual([3, 4]);
  });
});
