import fc from 'fast-check';
import { Call } from '../../../../test/given-call.ts';
import { end } from '../../../../test/given-flow.ts';
import { noon } from '../../../../test/given-run.ts';

describe('business-hours', () => {
  const hours = { activityName: 'business-hours', businessHoursRadioGroup: 'staticBusinessHours', businessHoursId: 'h-1' };
  const activities = { Hours: hours, Open: end, Holiday: end, Override: end, Closed: end, Oops: end };
  const { Holiday: _, Override: __, ...plain } = activities;
  const links = ['Hours -workingHours-> Open', 'Hours -default-> Closed', 'Hours -error-> Oops'];
  const all = [...links, 'Hours -holidays-> Holiday', 'Hours -override-> Override'];

  it('asks the platform, which has the calendar', () => {
    const call = Call.of(activities, all);
    expect(call.commands()).toEqual([{ type: 'check-business-hours', activityLabel: 'Hours', businessHoursId: 'h-1' }]);
    expect(call.expects).toEqual(['business-hours', 'failed', 'hang-up']);
  });

  it('may name the calendar by a variable', () => {
    const byVariable = { ...hours, businessHoursRadioGroup: 'variableBusinessHours', businessHoursVariable: '{{which}}' };
    const call = Call.of({ ...activities, Hours: byVariable }, all, { variables: [{ name: 'which', value: 'h-9' }] });
    expect(call.commands()).toMatchObject([{ businessHoursId: 'h-9' }]);
  });

  it.each(['workingHours', 'holidays', 'override', 'default'] as const)('leaves by %s', (status) => {
    const call = Call.of(activities, all).tell({ type: 'business-hours', status, name: 'Easter' });
    expect(call.path()).toContain(`Hours ${status}`);
    expect(call.output('Hours', 'Status')).toBe(status);
    expect(call.output('Hours', 'Holidays_Name')).toBe(status === 'holidays' ? 'Easter' : '');
  });

  it('is closed on a holiday that the flow has no exit for', () => {
    expect(Call.of(plain, links).tell({ type: 'business-hours', status: 'holidays' }).path()).toContain('Hours default');
  });

  it('fails by its error exit', () => {
    expect(Call.of(plain, links).tell({ type: 'failed', code: '404' }).path()).toContain('Hours error');
  });
});

describe('percent-allocation', () => {
  const shares = {
    activityName: 'percent-allocation',
    allocations: ['0', '1', '2'],
    'allocations:input': ['{"percent":90,"desc":"Main"}', '{"percent":0,"desc":"Off"}', '{"percent":10,"desc":"New"}'],
  };
  const links = ['Split -0-> Main', 'Split -1-> Off', 'Split -2-> New'];
  const drawn = (random: number, split: Record<string, unknown> = shares, wired = links) => {
    const moment = { now: noon, halt: () => undefined, random: () => random };
    const call = Call.of({ Split: split, Main: end, Off: end, New: end }, wired, {}, moment);
    return [call.path()[1], call.output('Split', 'percentage'), call.output('Split', 'description')];
  };

  const unused = ['Split -off-> Off', 'Split -new-> New'];

  it.each([
    [0, ['Split 0', 90, 'Main']],
    [0.899, ['Split 0', 90, 'Main']],
    [0.9, ['Split 2', 10, 'New']],
    [0.999_999, ['Split 2', 10, 'New']],
  ])('at %d: %j', (random, expected) => {
    expect(drawn(random)).toEqual(expected);
  });

  it('is as likely as its share, and what has none is never taken', () => {
    const count = [0, 0, 0];
    for (let number = 0; number < 1_000; number += 1) {
      const port = Number(String(drawn(number / 1_000)[0]).at(-1));
      count[port] = (count[port] ?? 0) + 1;
    }
    expect(count).toEqual([900, 0, 100]);
  });

  it('gives each exit its share of what is drawn, whatever the shares are', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 9 }).map((list) => [0, ...list.sort((a, b) => a - b), 100]);
    fc.assert(
      fc.property(cuts, (bounds) => {
        const percents = bounds.slice(1).map((bound, index) => bound - (bounds[index] ?? 0));
        const ports = percents.map((_percent, index) => String(index));
        const split = {
          activityName: 'percent-allocation',
          allocations: ports,
          'allocations:input': percents.map((percent) => JSON.stringify({ percent, desc: '' })),
        };
        const wired = ports.map((port) => `Split -${port}-> Main`);
        const taken = Array.from({ length: 100 }, (_, number) => String(drawn((number + 0.5) / 100, split, [...wired, ...unused])[0]));
        expect(ports.map((port) => taken.filter((exit) => exit === `Split ${port}`).length)).toEqual(percents);
      }),
      { numRuns: 20 },
    );
  });

  it('is wired by descriptions where it is written by hand', () => {
    const byHand = {
      activityName: 'percent-allocation',
      allocations: [
        { percent: 50, desc: 'A' },
        { percent: 50, desc: 'B' },
      ],
    };
    expect(drawn(0.7, byHand, ['Split -A-> Main', 'Split -B-> New', 'Split -x-> Off'])).toEqual(['Split B', 50, 'B']);
  });
});
