import { judgeRecord } from '../src/holder/judge-record.ts';
import { acceptsGrant, isValid, leaseEnd } from '../src/holder/lease.ts';
import { type ConnectorRecord, reportHalt, waitSet } from '../src/index.ts';

/** What the model follows: the functions of the library, and the orders that are prescribed for what happens in two steps. */
export interface Rules {
  /** G, in ticks. */
  guard: number;
  /** R1 */
  leaseEnd(sentAt: number, lease: number, receivedAt: number): number;
  acceptsGrant(outstandingNonce: number | undefined, nonce: number): boolean;
  /** By which RENEW's sending time the lease of a grant is counted. */
  sentAtOf(granted: { age: number }, newest: { age: number } | undefined): number;
  /** R2 */
  grantOrder: readonly ['write lease row', 'read state'] | readonly ['read state', 'write lease row'];
  grantCarriesState: boolean;
  /** R3 */
  takes(held: number, told: number): boolean;
  /** R4 */
  haltOrder: readonly ['commit v2', 'read wait set'] | readonly ['read wait set', 'commit v2'];
  waitSet: typeof waitSet;
  /** R5 */
  acknowledgesBeforeClosing: boolean;
  /** R6, R11 */
  report: typeof reportHalt;
  /** R7 */
  isValid: typeof isValid;
  sendsLater: boolean;
}

export const recordOf: readonly ConnectorRecord[] = [0, 1, 2, 3].map((version) => ({
  connectorId: 'c',
  version,
  state: version % 2 === 1 ? 'ACTIVE' : 'INACTIVE',
  haltMode: null,
  staleGraceMs: 0,
}));
const heldOf = recordOf.map((record) => ({ version: record.version, epoch: 1, record }));

const lawful: Rules = {
  guard: 1,
  leaseEnd,
  acceptsGrant,
  sentAtOf: ({ age }) => -age,
  grantOrder: ['write lease row', 'read state'],
  grantCarriesState: true,
  takes: (held, told) => judgeRecord(heldOf[held], recordOf[told] as ConnectorRecord, 1) === 'apply',
  haltOrder: ['commit v2', 'read wait set'],
  waitSet,
  acknowledgesBeforeClosing: false,
  report: reportHalt,
  isValid,
  sendsLater: false,
};

export type Invariant = 'I1' | 'I2' | 'I3';

interface Mutant {
  /** The rule that it removes. */
  removes: string;
  breaks: Invariant;
  rules: Rules;
}

/** Each of them has to be caught: that tests the checker. */
export const mutants: Readonly<Record<string, Mutant>> = {
  fromReceipt: {
    removes: 'R1: the lease is counted from the receipt of its grant',
    breaks: 'I1',
    rules: { ...lawful, leaseEnd: (_sentAt, lease, receivedAt) => receivedAt + lease },
  },
  noNonce: {
    removes: 'R1: the grant of an earlier RENEW is taken for that of the newest',
    breaks: 'I1',
    rules: { ...lawful, acceptsGrant: () => true, sentAtOf: (granted, newest) => -(newest ?? granted).age },
  },
  readBeforeWrite: {
    removes: 'R2: the state is read before the lease row is written',
    breaks: 'I2',
    rules: { ...lawful, grantOrder: ['read state', 'write lease row'] },
  },
  snapshotBeforeCommit: {
    removes: 'R4: the wait set is read before the commit',
    breaks: 'I2',
    rules: { ...lawful, haltOrder: ['read wait set', 'commit v2'] },
  },
  noGuard: { removes: 'G: nothing covers the drift of the clocks', breaks: 'I2', rules: { ...lawful, guard: 0 } },
  earlyAfterFailover: {
    removes: 'R11: reports early though lease rows may have been lost',
    breaks: 'I2',
    rules: {
      ...lawful,
      report: (reading, reporter) => reportHalt(reading, { ...reporter, epochWatch: { ...reporter.epochWatch, settled: true } }),
    },
  },
  heartbeatOnly: { removes: 'R2: a grant carries no state', breaks: 'I2', rules: { ...lawful, grantCarriesState: false } },
  noVersionCheck: { removes: 'R3: whatever comes is applied', breaks: 'I3', rules: { ...lawful, takes: (held, told) => held !== told } },
  ackBeforeClose: { removes: 'R5: acknowledges before closing', breaks: 'I2', rules: { ...lawful, acknowledgesBeforeClosing: true } },
  missingIsDead: {
    removes: 'R6: who does not answer counts as dead',
    breaks: 'I2',
    rules: { ...lawful, report: (reading, reporter) => reportHalt({ ...reading, members: [] }, reporter) },
  },
  checkThenSend: { removes: 'R7: the gate is asked, and the bytes leave later', breaks: 'I1', rules: { ...lawful, sendsLater: true } },
};

export const lawfulRules = lawful;
