/** What a flow developer has to look at. With an `ERROR` row a flow cannot be published. */
export interface ValidationRow {
  activityId: string | null;
  activityLabel: string | null;
  code: ValidationCode;
  severity: 'ERROR' | 'WARNING';
  message: string;
}

export type ValidationCode =
  | 'flow.activity-not-runnable'
  | 'flow.bad-default-value'
  | 'flow.bad-json-path'
  | 'flow.bad-template'
  | 'flow.connector-ambiguous'
  | 'flow.connector-not-active'
  | 'flow.connector-unbound'
  | 'flow.connector-unknown'
  | 'flow.content-type-not-supported'
  | 'flow.dangling-link'
  | 'flow.duplicate-link'
  | 'flow.exit-not-wired'
  | 'flow.header-not-allowed'
  | 'flow.limit'
  | 'flow.method-not-permitted'
  | 'flow.method-unknown'
  | 'flow.missing-property'
  | 'flow.no-fallback'
  | 'flow.no-start'
  | 'flow.several-starts'
  | 'flow.type-mismatch'
  | 'flow.undeclared-variable'
  | 'flow.unknown-activity'
  | 'flow.unreachable-activity'
  | 'flow.unsafe-path';
