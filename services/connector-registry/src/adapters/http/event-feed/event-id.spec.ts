import { eventIdOf, positionOfEventId } from './event-id.ts';

describe('the id of an event', () => {
  it('is registrySeq in the first epoch', () => {
    expect(eventIdOf({ epoch: 1, seq: 42 })).toBe('42');
  });

  it('names the epoch after a restore, so that a number of the lost history is not mistaken for one of the new', () => {
    expect(eventIdOf({ epoch: 2, seq: 42 })).toBe('2-42');
  });

  it.each([
    { epoch: 1, seq: 0 },
    { epoch: 1, seq: 100 },
    { epoch: 12, seq: 9_007_199 },
  ])('%j is read as it was written', (position) => {
    expect(positionOfEventId(eventIdOf(position))).toEqual(position);
  });

  it.each(['', 'x', '-1', '1-', '1.5', '1-2-3', '9999999999999999', '٣'])('"%s" is none', (text) => {
    expect(() => positionOfEventId(text)).toThrow(expect.objectContaining({ code: 'event-feed.id-malformed' }));
  });
});
