export { type CheckOptions, HistoryChecker, type Verdict, verifyHistory } from './history-checker.ts';
export { HistoryIncomplete } from './history-incomplete.ts';
export { type CallFields, callIn, executorCallFields } from './lines/call-lines.ts';
export { changeIn } from './lines/change-lines.ts';
export { LineMalformed } from './lines/line-malformed.ts';
export type { Call, Change } from './records.ts';
export { type Committed, judgeStart, type StartBreach } from './rules.ts';
export { invariantOf, type Violation, type ViolationKind, violationKinds } from './violation.ts';
