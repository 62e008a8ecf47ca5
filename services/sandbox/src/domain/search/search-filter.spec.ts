import { parseSearchFilter } from './search-filter.ts';

const records = [
  { id: 'a', origin: '+1', isActive: true, createdTime: 10, owner: { id: 'o1', name: 'Rosa' }, queue: [{ id: 'q1' }, { id: 'q2' }] },
  { id: 'b', origin: '+2', isActive: false, createdTime: 20, owner: { id: 'o2', name: 'Sam' }, queue: [{ id: 'q2' }] },
  { id: 'c', origin: '+1', isActive: false, createdTime: 30, owner: null, queue: [] },
];
const found = (filter: unknown) => records.filter(parseSearchFilter(filter, records)).map(({ id }) => id);

describe('a search filter', () => {
  it.each([
    [{}, ['a', 'b', 'c']],
    [{ origin: { equals: '+1' } }, ['a', 'c']],
    [{ origin: { notequals: '+1' } }, ['b']],
    [{ isActive: { equals: true } }, ['a']],
    [{ isActive: { equals: 'false' } }, ['b', 'c']],
    [{ createdTime: { gt: 10, lte: 30 } }, ['b', 'c']],
    [{ createdTime: { gte: '20' } }, ['b', 'c']],
    [{ createdTime: { lt: 20 } }, ['a']],
    [{ and: [{ origin: { equals: '+1' } }, { isActive: { equals: false } }] }, ['c']],
    [{ or: [{ id: { equals: 'a' } }, { id: { equals: 'b' } }] }, ['a', 'b']],
    [{ and: [{ origin: { equals: '+1' } }, { or: [{ id: { equals: 'a' } }, { id: { equals: 'b' } }] }] }, ['a']],
    [{ origin: { equals: '+1' }, isActive: { equals: false } }, ['c']],
    [{ owner: { id: { equals: 'o1' } } }, ['a']],
    [{ owner: { equals: { id: 'o2' } } }, ['b']],
    [{ owner: { notequals: { id: null } } }, ['a', 'b']],
    [{ owner: { equals: null } }, ['c']],
    [{ queue: { id: { equals: 'q1' } } }, ['a']],
    [{ queue: { equals: { id: 'q2' } } }, ['a', 'b']],
  ])('%j', (filter, expected) => {
    expect(found(filter)).toEqual(expected);
  });

  it.each([
    [{ colour: { equals: 'red' } }, 'there is no field colour'],
    [{ origin: { resembles: '+1' } }, 'there is no operator resembles'],
    [{ owner: { colour: { equals: 'red' } } }, 'there is no field colour'],
    [{ origin: '+1' }, 'a filter is made of objects'],
    ['origin', 'a filter is made of objects'],
    [{ origin: { constructor: 1 } }, 'there is no operator constructor'],
  ])('%j is refused', (filter, message) => {
    expect(() => found(filter)).toThrow(message);
  });

  it('cannot know the fields of nothing', () => {
    expect([].filter(parseSearchFilter({ colour: { equals: 'red' } }, []))).toEqual([]);
  });
});
