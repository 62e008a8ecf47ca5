import type { ConnectorRecord } from '../messages.ts';

/** What a holder has of a connector. */
export interface Held {
  readonly version: number;
  readonly epoch: number;
  readonly record: ConnectorRecord | undefined;
}

/** `confirm`: the same version, known to the new epoch as well. `quarantine`: two histories contradict each other. */
export type Judgement = 'apply' | 'confirm' | 'ignore' | 'quarantine';

/**
 * R3: the highest version counts, in whatever order records come. Across epochs the numbers of a lost history may have been given anew,
 * so what the new epoch does not bear out is closed until a version comes that neither history had.
 */
export function judgeRecord(held: Held | undefined, told: ConnectorRecord, epoch: number): Judgement {
  if (held === undefined || held.version === 0) return 'apply';
  if (epoch === held.epoch) return told.version > held.version ? 'apply' : 'ignore';
  if (epoch < held.epoch) return told.version > held.version ? 'quarantine' : 'ignore';
  if (told.version > held.version) return 'apply';
  return told.version === held.version && isSame(held.record, told) ? 'confirm' : 'quarantine';
}

/** In everything that it tells: a token was issued for the level of the one, and must not serve the other. */
function isSame(held: ConnectorRecord | undefined, told: ConnectorRecord): boolean {
  if (held === undefined) return false;
  const facts = new Map(Object.entries(held));
  return Object.entries(told).every(([name, value]) => JSON.stringify(facts.get(name)) === JSON.stringify(value));
}
