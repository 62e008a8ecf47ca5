export type { BreakerSettings, BreakerState, Judge, Verdict } from './breaker-settings.ts';
export { CircuitBreakers } from './circuit-breakers.ts';
export { BreakerOpen, BulkheadFull } from './refusals.ts';
