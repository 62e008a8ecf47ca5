import { nth } from '../../../test/given.ts';
import { connectorId } from '../ids.ts';
import { countByPeriod, runningByConnector, slotMs } from './calls.ts';

const [one, other] = [connectorId(nth(1)), connectorId(nth(2))];
const call = (connectorIds: readonly (typeof one)[], endedAt: string) => ({
  connectorIds,
  startedAt: new Date(0),
  endedAt: new Date(endedAt),
});

describe('countByPeriod', () => {
  it('counts a call once for each of its connectors, in the period that its moment is in', () => {
    const calls = [
      call([one, other, one], '2026-01-02T12:00:09.999Z'),
      call([one], '2026-01-02T12:00:00.000Z'),
      call([one], '2026-01-02T12:00:10.000Z'),
      call([], '2026-01-02T12:00:10.000Z'),
    ];
    expect(countByPeriod(calls, slotMs, ({ endedAt }) => endedAt)).toEqual([
      { connectorId: one, from: new Date('2026-01-02T12:00:00.000Z'), calls: 2 },
      { connectorId: other, from: new Date('2026-01-02T12:00:00.000Z'), calls: 1 },
      { connectorId: one, from: new Date('2026-01-02T12:00:10.000Z'), calls: 1 },
    ]);
  });
});

describe('runningByConnector', () => {
  it('adds up the flow versions that use a connector', () => {
    const inProgress = [
      { connectorIds: [one, other], calls: 3 },
      { connectorIds: [one], calls: 4 },
    ];
    expect(runningByConnector(inProgress)).toEqual({ [one]: 7, [other]: 3 });
  });
});
