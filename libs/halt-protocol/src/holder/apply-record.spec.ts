import { at, changes, deactivated, leased, record, snapshot, stopAll, typesOf } from '../../test/holders.ts';
import {
  confirmClosed,
  confirmDrained,
  type HolderState,
  mayStart,
  receiveGrant,
  receiveKafkaEvent,
  receivePoison,
  receivePush,
  renew,
} from '../index.ts';

const push = (seq: number, told: ReturnType<typeof record> | null, epoch = 1) => ({ type: 'PUSH', epoch, seq, record: told }) as const;
const kafka = (seq: number, told: ReturnType<typeof record>, epoch = 1) => ({ type: 'KAFKA', epoch, seq, record: told }) as const;
const refusal = (state: HolderState, version: number) => mayStart(state, 'c1', version, 10, 1_000_010);

describe('a change by push or Kafka (R3)', () => {
  it('is acknowledged when everything behind the gate has stopped, and not before (R5)', () => {
    const state = leased(record(1));
    const effects = receivePush(state, push(11, deactivated(2)));
    expect(typesOf(effects)).toEqual(['closeGate', 'dropTokens', 'abortCalls']);
    expect(renew(state, at(20)).appliedSeq).toBe(10);
    expect(confirmClosed(state, { connectorId: 'c1', belowVersion: 2, aborted: 3, draining: 0 }, 77)).toEqual([
      {
        type: 'send',
        ack: {
          type: 'ACK',
          instanceId: 'h1',
          epoch: 1,
          appliedSeq: 11,
          closures: [{ connectorId: 'c1', belowVersion: 2, aborted: 3, draining: 0, gateClosedAtMs: 77 }],
        },
      },
    ]);
    expect(renew(state, at(30)).appliedSeq).toBe(11);
  });

  it('is not acknowledged by the confirmation of an earlier halt', () => {
    const state = leased(record(1));
    receivePush(state, push(11, deactivated(2)));
    receivePush(state, push(12, record(3)));
    receivePush(state, push(13, deactivated(4)));
    expect(renew(state, at(20)).appliedSeq).toBe(10);
    expect(confirmClosed(state, { connectorId: 'c1', belowVersion: 2, aborted: 0, draining: 0 }, 1)).toEqual([]);
    expect(confirmClosed(state, { connectorId: 'c1', belowVersion: 4, aborted: 0, draining: 0 }, 1)).toMatchObject([
      { ack: { appliedSeq: 13, closures: [{ belowVersion: 2 }, { belowVersion: 4 }] } },
    ]);
  });

  it('lets a drain be told twice: with what still runs, and when nothing does', () => {
    const state = leased(record(1));
    expect(typesOf(receivePush(state, push(11, deactivated(2, { haltMode: 'drain' }))))).toEqual(['closeGate', 'dropTokens', 'drainCalls']);
    expect(confirmClosed(state, { connectorId: 'c1', belowVersion: 2, aborted: 0, draining: 2 }, 1)).toMatchObject([
      { ack: { appliedSeq: 11, closures: [{ draining: 2 }] } },
    ]);
    expect(confirmDrained(state, { connectorId: 'c1', belowVersion: 2, aborted: 1 }, 9)).toMatchObject([
      { ack: { appliedSeq: 11, closures: [{ draining: 0, aborted: 1 }] } },
    ]);
  });

  it('ends a drain with a deletion, and not with an activation', () => {
    const draining = () => {
      const state = leased(record(1));
      stopAll(state, receivePush(state, push(11, deactivated(2, { haltMode: 'drain' }))));
      return state;
    };
    expect(typesOf(receivePush(draining(), push(12, record(3))))).toEqual(['openGate', 'send']);
    expect(typesOf(receivePush(draining(), push(12, record(3, { state: 'DELETING' }))))).toContain('abortCalls');
  });

  it('counts once, late or twice', () => {
    const state = leased(record(1));
    stopAll(state, receivePush(state, push(11, deactivated(2))));
    receivePush(state, push(12, record(3)));
    expect(receivePush(state, push(11, deactivated(2)))).toEqual([]);
    expect(receiveKafkaEvent(state, kafka(11, deactivated(2)))).toEqual([]);
    expect(refusal(state, 3)).toBeUndefined();
  });

  it('behind a gap closes the gate at once, asks for what is missing, and is not acknowledged', () => {
    const state = leased(record(1), record(1, { connectorId: 'c2' }));
    const effects = receivePush(state, push(13, deactivated(2)));
    expect(typesOf(effects)).toEqual(['closeGate', 'dropTokens', 'abortCalls', 'renewNow']);
    expect(refusal(state, 1)).toBe('INACTIVE');
    expect(typesOf(stopAll(state, effects))).toEqual([]);
    const { nonce, appliedSeq } = renew(state, at(20));
    expect(appliedSeq).toBe(10);
    const grant = changes(nonce, [deactivated(2), deactivated(2, { connectorId: 'c2' })], { upToSeq: 13 });
    expect(typesOf(stopAll(state, receiveGrant(state, grant, at(21))))).toEqual(['send']);
    expect(renew(state, at(30)).appliedSeq).toBe(13);
  });

  it('behind a gap asks once, while a RENEW is on its way', () => {
    const state = leased(record(1));
    renew(state, at(20));
    expect(receivePush(state, push(13, record(1)))).toEqual([]);
  });

  it('that was heard while a RENEW was on its way, and is not in its grant, is asked for', () => {
    const state = leased(record(1));
    const { nonce } = renew(state, at(20));
    receivePush(state, push(13, null));
    expect(typesOf(receiveGrant(state, changes(nonce, [], { upToSeq: 11 }), at(21)))).toEqual(['send', 'renewNow']);
    const next = renew(state, at(22));
    expect(typesOf(receiveGrant(state, changes(next.nonce, [], { upToSeq: 11 }), at(23)))).toEqual([]);
  });

  it('that does not concern the holder only moves the sequence on', () => {
    expect(receivePush(leased(record(1)), push(11, null))).toMatchObject([{ type: 'send', ack: { appliedSeq: 11 } }]);
  });

  it('stops what ran before a halt that was never heard of', () => {
    const state = leased(record(1));
    const effects = receivePush(state, push(11, record(3)));
    expect(typesOf(effects)).toEqual(['closeGate', 'dropTokens', 'abortCalls', 'openGate']);
    expect(refusal(state, 1)).toBe('VERSION_PASSED');
    expect(refusal(state, 3)).toBeUndefined();
  });

  it('by Kafka closes, and is acknowledged', () => {
    const state = leased(record(1));
    const effects = receiveKafkaEvent(state, kafka(11, deactivated(2)));
    expect(refusal(state, 1)).toBe('INACTIVE');
    expect(stopAll(state, effects)).toMatchObject([{ type: 'send', ack: { appliedSeq: 11 } }]);
  });

  it('by Kafka never opens: the registry is asked', () => {
    const state = leased(deactivated(2));
    expect(typesOf(receiveKafkaEvent(state, kafka(11, record(3))))).toEqual(['renewNow']);
    expect(refusal(state, 3)).toBe('INACTIVE');
    receivePush(state, push(11, record(3)));
    expect(refusal(state, 3)).toBeUndefined();
  });

  it('by Kafka that makes an open connector active again tells of a halt in between', () => {
    const state = leased(record(1));
    expect(typesOf(receiveKafkaEvent(state, kafka(12, record(3))))).toEqual(['closeGate', 'dropTokens', 'abortCalls', 'renewNow']);
    expect(refusal(state, 1)).toBe('QUARANTINED');
  });
});

describe('a message that could not be read', () => {
  it('closes its connector until a higher version comes', () => {
    const state = leased(record(1));
    stopAll(state, receivePoison(state, { type: 'POISON', connectorId: 'c1', version: null }));
    receivePush(state, push(11, record(1)));
    expect(refusal(state, 1)).toBe('QUARANTINED');
    receivePush(state, push(12, record(2)));
    expect(refusal(state, 2)).toBeUndefined();
  });

  it('closes until the version that it had, where the envelope told it', () => {
    const state = leased(record(1));
    receivePoison(state, { type: 'POISON', connectorId: 'c1', version: 3 });
    receivePush(state, push(11, record(2)));
    expect(refusal(state, 2)).toBe('QUARANTINED');
    receivePush(state, push(12, record(3)));
    expect(refusal(state, 3)).toBeUndefined();
  });

  it('does nothing about a version that came by another way', () => {
    const state = leased(record(3));
    expect(receivePoison(state, { type: 'POISON', connectorId: 'c1', version: 3 })).toEqual([]);
    expect(refusal(state, 3)).toBeUndefined();
  });

  it('about a connector that is not known keeps it shut when it becomes known', () => {
    const state = leased();
    receivePoison(state, { type: 'POISON', connectorId: 'c1', version: 2 });
    receivePush(state, push(11, record(1)));
    expect(refusal(state, 1)).toBe('QUARANTINED');
  });

  it('holds acknowledgements back until its calls have stopped', () => {
    const state = leased(record(1));
    const effects = receivePoison(state, { type: 'POISON', connectorId: 'c1', version: null });
    expect(receivePush(state, push(11, deactivated(2)))).toMatchObject([
      { type: 'closeGate' },
      { type: 'dropTokens' },
      { type: 'abortCalls' },
    ]);
    expect(renew(state, at(20)).appliedSeq).toBe(10);
    expect(stopAll(state, effects)).toMatchObject([{ ack: { appliedSeq: 11 } }]);
  });
});

describe('a new epoch', () => {
  const granted = (state: HolderState, records: ReturnType<typeof record>[], upToSeq = 9) => {
    const { nonce } = renew(state, at(1_000));
    return receiveGrant(state, snapshot(nonce, records, { epoch: 2, upToSeq }), at(1_005));
  };

  it('that is heard of asks for its snapshot', () => {
    expect(typesOf(receivePush(leased(record(1)), push(10, record(2), 2)))).toContain('renewNow');
  });

  it('confirms what it knows, and takes its numbers', () => {
    const state = leased(record(1));
    granted(state, [record(1)]);
    expect(mayStart(state, 'c1', 1, 1_010, 1_001_010)).toBeUndefined();
    expect(renew(state, at(1_100))).toMatchObject({ epoch: 2, appliedSeq: 9 });
  });

  it.each([
    ['a lower version', [record(2)]],
    ['another record of the same version', [record(3, { staleGraceMs: 5 })]],
    ['nothing', []],
  ])('closes a connector of which it has %s, until a version comes that neither history had', (_, records) => {
    const state = leased(record(3));
    granted(state, records);
    expect(refusal(state, 3)).toBe('QUARANTINED');
    receivePush(state, push(10, record(3), 2));
    expect(refusal(state, 3)).toBe('QUARANTINED');
    receivePush(state, push(11, record(4), 2));
    expect(refusal(state, 4)).toBeUndefined();
  });

  it('acknowledges nothing before all that it closes has stopped', () => {
    const state = leased(record(1));
    const effects = granted(state, [deactivated(2)]);
    expect(renew(state, at(1_100)).appliedSeq).toBe(0);
    expect(stopAll(state, effects)).toMatchObject([{ ack: { epoch: 2, appliedSeq: 9 } }]);
  });

  it('is not undone by what the former one still sends', () => {
    const state = leased(record(1));
    granted(state, [deactivated(2)]);
    receivePush(state, push(12, record(3), 1));
    expect(refusal(state, 3)).toBe('QUARANTINED');
    expect(state.epoch).toBe(2);
  });
});
