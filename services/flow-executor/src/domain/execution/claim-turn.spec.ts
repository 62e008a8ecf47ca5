import { decideTurn, type EarlierTurn, type ExecutionStanding } from './claim-turn.ts';

const waiting: ExecutionStanding = { state: 'WAITING', isHeld: false };
const held: ExecutionStanding = { state: 'RUNNING', isHeld: true };
const lost: ExecutionStanding = { state: 'RUNNING', isHeld: false };
const ended: ExecutionStanding = { state: 'ENDED', isHeld: false };
const answered: EarlierTurn = { fingerprint: 'a', isAnswered: true };
const begun: EarlierTurn = { fingerprint: 'a', isAnswered: false };

describe('a turn of an execution', () => {
  it.each([
    ['that waits', waiting, undefined, 'claim'],
    ['that waits, with an event that it had', waiting, answered, 'answered'],
    ['that a process is at', held, undefined, 'in-progress'],
    ['that a process is at, with the same event', held, begun, 'in-progress'],
    ['that a process is at, with an event that it had', held, answered, 'answered'],
    ['whose process is gone', lost, undefined, 'claim'],
    ['whose process is gone, with the event that it was at', lost, begun, 'claim'],
    ['that has ended', ended, undefined, 'ended'],
    ['that has ended, with an event that it had', ended, answered, 'answered'],
  ] as const)('%s: %s, %s is %s', (_, standing, earlier, decision) => {
    expect(decideTurn(standing, 'a', earlier)).toBe(decision);
  });

  it.each([waiting, held, lost, ended])('with the id of another event is refused, whatever the state', (standing) => {
    expect([answered, begun].map((earlier) => decideTurn(standing, 'b', earlier))).toEqual(['other-request', 'other-request']);
  });
});
