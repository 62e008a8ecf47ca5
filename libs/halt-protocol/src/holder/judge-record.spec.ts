import { deactivated, record } from '../../test/holders.ts';
import { judgeRecord } from './judge-record.ts';

const held = (version: number, epoch = 2) => ({ version, epoch, record: record(version) });

describe('what counts of two records (R3)', () => {
  it.each([
    ['the first one', undefined, record(1), 1, 'apply'],
    ['a higher version', held(9), record(10), 2, 'apply'],
    ['a much higher version', held(99), record(100), 2, 'apply'],
    ['the same version once more', held(9), record(9), 2, 'ignore'],
    ['a lower version', held(10), record(9), 2, 'ignore'],
    ['a lower version that closes', held(10), deactivated(9), 2, 'ignore'],
    ['a higher version of the new epoch', held(9), record(10), 3, 'apply'],
    ['the same record in the new epoch', held(9), record(9), 3, 'confirm'],
    ['another record under the same version in the new epoch', held(9), deactivated(9), 3, 'quarantine'],
    ['a lower version in the new epoch: history was lost', held(9), record(8), 3, 'quarantine'],
    ['a late record of the former epoch', held(9), record(8), 1, 'ignore'],
    ['a record of the former epoch that the new one does not know', held(9), record(10), 1, 'quarantine'],
    ['whatever comes first after something unreadable', { version: 0, epoch: 0, record: undefined }, record(1), 2, 'apply'],
  ] as const)('%s', (_, before, told, epoch, judgement) => {
    expect(judgeRecord(before, told, epoch)).toBe(judgement);
  });
});
