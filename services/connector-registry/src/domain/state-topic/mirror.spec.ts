import { differingBuckets } from './mirror.ts';

const at = (seconds: number) => new Date(seconds * 1_000);
const bucket = (digest: string, changedAt: Date | null) => ({ digest, changedAt });
const reported = (...digests: string[]) => ({ instanceId: 'executor-1', reportedAt: at(100), digests });

describe('a mirror', () => {
  it('differs where it holds something else', () => {
    const buckets = [bucket('a', at(1)), bucket('b', at(1)), bucket('0', null)];
    expect(differingBuckets(buckets, reported('a', 'b', '0'))).toEqual([]);
    expect(differingBuckets(buckets, reported('a', 'x', 'x'))).toEqual([1, 2]);
  });

  it.each([
    [69.999, [0]],
    [70, []],
    [101, []],
  ])('is not judged by a change that may have been on its way: changed at %s s, reported at 100 s', (changed, expected) => {
    expect(differingBuckets([bucket('a', at(changed))], reported('x'))).toEqual(expected);
  });
});
