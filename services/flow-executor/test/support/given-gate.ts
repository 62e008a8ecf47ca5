import {
  confirmClosed,
  createHolder,
  type HolderEffects,
  type HolderState,
  receiveGrant,
  receivePoison,
  receivePush,
  renew,
} from '@patchbay/halt-protocol';
import type { ConnectorRecord, HeldRecord } from '../../src/domain/gate/connector-record.ts';
import { Gate, type GateClock } from '../../src/domain/gate/gate.ts';

type Given = ConnectorRecord & Partial<Pick<HeldRecord, 'staleGraceMs'>>;

const realClock: GateClock = { monotonicMs: () => performance.now(), wallMs: () => Date.now() };

const held = (record: Given): HeldRecord => ({ staleGraceMs: 0, ...record });

/** A gate with a long lease, and what the registry tells it. */
export class GivenGate {
  readonly state: HolderState<HeldRecord> = createHolder<HeldRecord>('holder-1', 'flow-executor');
  readonly gate: Gate;
  /** How many were aborted, of each drain that has ended. */
  readonly ended: number[] = [];
  private readonly clock: GateClock;
  private seq = 0;

  constructor(clock: GateClock = realClock) {
    this.clock = clock;
    this.gate = new Gate(this.state, clock);
  }

  static open(...records: Given[]): GivenGate {
    return new GivenGate().grant(...records);
  }

  /** A lease, and changes. */
  grant(...records: Given[]): this {
    const at = { monotonicMs: this.clock.monotonicMs(), wallMs: this.clock.wallMs() };
    const terms = { type: 'GRANT', epoch: 1, upToSeq: this.seq, leaseMs: 3_600_000 } as const;
    const { nonce, epoch } = renew(this.state, at);
    const content = epoch === 0 ? { snapshot: records.map(held) } : { changes: records.map(held) };
    this.run(receiveGrant(this.state, { ...terms, nonce, ...content }, at));
    return this;
  }

  /** @returns what had to be stopped */
  tell(record: Given): string[] {
    this.seq += 1;
    return this.run(receivePush(this.state, { type: 'PUSH', epoch: 1, seq: this.seq, record: held(record) }));
  }

  poison(connectorId: string): string[] {
    return this.run(receivePoison(this.state, { type: 'POISON', connectorId, version: null }));
  }

  private run(effects: HolderEffects<HeldRecord>): string[] {
    for (const effect of effects) {
      if (effect.type !== 'abortCalls' && effect.type !== 'drainCalls') continue;
      const { type, connectorId, belowVersion } = effect;
      const counts =
        type === 'abortCalls'
          ? { aborted: this.gate.abort(connectorId), draining: 0 }
          : { aborted: 0, draining: this.gate.drain(connectorId, (aborted) => this.ended.push(aborted)) };
      confirmClosed(this.state, { connectorId, belowVersion, ...counts }, 0);
    }
    return effects.map(({ type }) => type).filter((type) => type !== 'renewNow' && type !== 'send');
  }
}
