import type { Call, Change } from './records.ts';

export const violationKinds = [
  'AFTER_HALTED',
  'BEYOND_BOUND',
  'NOT_ACTIVE',
  'VERSION_WENT_BACK',
  'BEFORE_COMMIT',
  'VERSION_UNKNOWN',
  'CONNECTOR_UNKNOWN',
] as const;
export type ViolationKind = (typeof violationKinds)[number];

/** Which promise of the halt protocol is broken; null where log and history do not fit each other. */
export const invariantOf: Readonly<Record<ViolationKind, 'I1' | 'I2' | 'I3' | null>> = {
  AFTER_HALTED: 'I2',
  BEYOND_BOUND: 'I1',
  NOT_ACTIVE: 'I1',
  VERSION_WENT_BACK: 'I3',
  BEFORE_COMMIT: null,
  VERSION_UNKNOWN: null,
  CONNECTOR_UNKNOWN: null,
};

export interface Violation {
  readonly kind: ViolationKind;
  readonly invariant: 'I1' | 'I2' | 'I3' | null;
  readonly call: Call;
  /** Beyond what was allowed; 0 where that is no matter of time. */
  readonly lateMs: number;
  /** The version that makes it one: halted, replacing, or higher and used before. */
  readonly by: Change | undefined;
  readonly sentence: string;
}

export function violation(kind: ViolationKind, call: Call, lateMs = 0, by?: Change): Violation {
  const invariant = invariantOf[kind];
  const what = `a call on ${call.connectorId} v${call.connectorVersion} ${whatOf(kind, lateMs, by)}`;
  const where = [call.source && `source ${call.source}`, call.origin].filter(Boolean).join(', ');
  const sentence = `${invariant ? `${invariant}: ` : ''}${what}${where && ` (${where})`}`;
  return { kind, invariant, call, lateMs, by, sentence };
}

function whatOf(kind: ViolationKind, lateMs: number, by: Change | undefined): string {
  const ms = `${Math.ceil(lateMs)} ms`;
  switch (kind) {
    case 'AFTER_HALTED':
      return `started ${ms} after v${by?.version} was reported halted`;
    case 'BEYOND_BOUND':
      return by ? `started ${ms} beyond the bound of v${by.version}` : `started ${ms} beyond the bound, after its version was lost`;
    case 'NOT_ACTIVE':
      return `started, which is ${by?.state}`;
    case 'VERSION_WENT_BACK':
      return `started ${ms} after the same source had started one on v${by?.version}`;
    case 'BEFORE_COMMIT':
      return `started ${ms} before that version was committed: the clocks are further apart than --clock-error-ms says, or the log is of another system`;
    case 'VERSION_UNKNOWN':
      return 'started on a version that the history does not have: export the history from its beginning and up to now';
    case 'CONNECTOR_UNKNOWN':
      return 'started on a connector that the history does not have';
  }
}
