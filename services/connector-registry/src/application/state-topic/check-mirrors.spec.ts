import type { Bucket, MirrorReport } from '../../domain/state-topic/mirror.ts';
import { CheckMirrors } from './check-mirrors.ts';
import { type MirrorCheck, Mirrors } from './mirror-ports.ts';
import { StateLedger } from './state-topic-ports.ts';

const now = new Date('2026-01-02T12:00:00.000Z');
const zeros = Array.from({ length: 256 }, () => '0');

describe('CheckMirrors', () => {
  let isPublished: boolean;
  let reports: MirrorReport[];
  let told: number[];
  let checks: MirrorCheck[];
  let since: Date | undefined;

  beforeEach(() => {
    [isPublished, reports, told, checks] = [true, [], [], []];
  });

  const ledger = new (class extends StateLedger {
    override readMarks = async () => new Map();
    override untilPublished = async () => isPublished;
    override mend = async () => 'leave' as const;
    override forgetDeletedBefore = async () => 0;
  })();
  const mirrors = new (class extends Mirrors {
    override keep = async () => undefined;
    override reportsSince = async (from: Date) => {
      since = from;
      return reports;
    };
    override readBuckets = async (): Promise<Bucket[]> => zeros.map((digest) => ({ digest, changedAt: null }));
    override tellAgain = async (bucket: number) => told.push(bucket);
  })();
  const observer = { checked: () => undefined, forgot: () => undefined, comparedMirrors: (check: MirrorCheck) => void checks.push(check) };
  const check = () =>
    new CheckMirrors(ledger, mirrors, { now: () => now, monotonicMs: () => 0 }, observer).execute(new AbortController().signal);
  const reported = (instanceId: string, ...wrong: number[]) =>
    reports.push({ instanceId, reportedAt: now, digests: zeros.map((digest, bucket) => (wrong.includes(bucket) ? '1' : digest)) });

  it('says again what any of them has otherwise, once', async () => {
    for (const [instanceId, ...wrong] of [['one', 3, 4] as const, ['two', 4] as const, ['three'] as const]) reported(instanceId, ...wrong);
    expect(await check()).toMatchObject({
      mirrors: 3,
      differing: [
        { instanceId: 'one', buckets: [3, 4] },
        { instanceId: 'two', buckets: [4] },
      ],
    });
    expect(told).toEqual([3, 4]);
    expect(checks).toHaveLength(1);
  });

  it('asks of the last three minutes: a replica that is gone is no difference', async () => {
    await check();
    expect(since).toEqual(new Date('2026-01-02T11:57:00.000Z'));
  });

  it('does not flood the topic for a replica that holds nothing right', async () => {
    reported('one', ...zeros.keys());
    await check();
    expect(told).toHaveLength(16);
  });

  it('compares nothing while events wait to be published', async () => {
    isPublished = false;
    reported('one', 3);
    await expect(check()).rejects.toMatchObject({ code: 'state-topic.behind' });
    expect([told, checks]).toEqual([[], []]);
  });
});
