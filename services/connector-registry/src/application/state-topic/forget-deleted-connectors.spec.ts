import { FixedClock } from '@patchbay/testing';
import { ForgetDeletedConnectors } from './forget-deleted-connectors.ts';
import { StateLedger } from './state-topic-ports.ts';

class FakeLedger extends StateLedger {
  readonly asked: { before: string; at: string }[] = [];
  constructor(private due: number) {
    super();
  }
  override async forgetDeletedBefore(before: Date, at: Date, limit: number): Promise<number> {
    this.asked.push({ before: before.toISOString(), at: at.toISOString() });
    const taken = Math.min(limit, this.due);
    this.due -= taken;
    return taken;
  }
  override readMarks(): Promise<never> {
    throw new Error('not asked');
  }
  override untilPublished(): Promise<never> {
    throw new Error('not asked');
  }
  override mend(): Promise<never> {
    throw new Error('not asked');
  }
}

describe('ForgetDeletedConnectors', () => {
  const clock = new FixedClock(new Date('2026-03-31T12:00:00Z'));
  const forgotten: number[] = [];
  const observer = { checked: () => undefined, comparedMirrors: () => undefined, forgot: (count: number) => void forgotten.push(count) };
  const forget = (ledger: FakeLedger, signal = new AbortController().signal) =>
    new ForgetDeletedConnectors(ledger, clock, observer).execute(signal);

  it('takes those that were deleted 30 days ago, by its clock', async () => {
    const ledger = new FakeLedger(1);
    expect(await forget(ledger)).toBe(1);
    expect(ledger.asked).toEqual([{ before: '2026-03-01T12:00:00.000Z', at: '2026-03-31T12:00:00.000Z' }]);
    expect(forgotten).toEqual([1]);
  });

  it('takes all of them, a hundred at a time', async () => {
    const ledger = new FakeLedger(250);
    expect(await forget(ledger)).toBe(250);
    expect(ledger.asked).toHaveLength(3);
  });

  it('leaves the rest to the next time when the process stops', async () => {
    expect(await forget(new FakeLedger(250), AbortSignal.abort())).toBe(0);
  });
});
