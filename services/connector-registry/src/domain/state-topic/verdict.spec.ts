import { areAlike, fingerprintOf, remedyOf } from './verdict.ts';

const mark = (version: number, fingerprint = 7) => ({ version, fingerprint });

describe('registry and topic are', () => {
  it.each([
    [true, 'the same on both sides', { registry: mark(3), topic: mark(3) }],
    [true, 'forgotten on both sides', { registry: undefined, topic: undefined }],
    [false, 'missing on the topic', { registry: mark(3), topic: undefined }],
    [false, 'older on the topic', { registry: mark(10), topic: mark(9) }],
    [false, 'of the same version and something else', { registry: mark(3), topic: mark(3, 8) }],
    [false, 'still on the topic though it is to be forgotten', { registry: undefined, topic: mark(3) }],
  ])('alike: %s, when it is %s', (alike, _, sighting) => {
    expect(areAlike(sighting)).toBe(alike);
  });
});

describe('what differs is', () => {
  it.each([
    ['publish', 'missing on the topic', { registry: mark(3), topic: undefined }, 3],
    ['publish', 'older on the topic, as compaction can leave it', { registry: mark(10), topic: mark(9) }, 10],
    ['publish', 'of the same version and something else', { registry: mark(3), topic: mark(3, 8) }, 3],
    ['publish', 'still there though it is to be forgotten', { registry: undefined, topic: mark(3) }, 'forgotten'],
    ['leave', 'changed since', { registry: mark(3), topic: mark(2) }, 4],
    ['leave', 'created since', { registry: undefined, topic: mark(1) }, 1],
    ['leave', 'changed since, and that was read', { registry: mark(3), topic: mark(4) }, 4],
    ['leave', 'forgotten since', { registry: mark(9), topic: undefined }, 'forgotten'],
    ['ahead', 'newer on the topic', { registry: mark(99), topic: mark(100) }, 99],
    ['ahead', 'of a connector that there is not', { registry: undefined, topic: mark(1) }, undefined],
  ] as const)('%s, when it is %s', (remedy, _, sighting, now) => {
    expect(remedyOf(sighting, now)).toBe(remedy);
  });
});

describe('the fingerprint of a record', () => {
  it('does not depend on the order of members, nor on members that are undefined', () => {
    expect(fingerprintOf({ a: [1, { c: null, b: 'x' }], d: undefined })).toBe(fingerprintOf({ a: [1, { b: 'x', c: null }] }));
  });

  it.each([[{ a: 1 }], [{ a: '1' }], [{ a: [1] }], [{ b: 1 }], [{ a: 1, b: null }], [null], [[]], [{}]])(
    'tells %j from the others',
    (json) => {
      const others = [{ a: 1 }, { a: '1' }, { a: [1] }, { b: 1 }, { a: 1, b: null }, null, [], {}];
      expect(others.filter((other) => fingerprintOf(other) === fingerprintOf(json))).toEqual([json]);
    },
  );
});
