import type { Value } from '../values/value.ts';
import type { Steps } from './steps.ts';

/** What a query is asked about. */
export interface Search {
  readonly root: Value;
  readonly steps: Steps;
}

/** The values that a query finds from one value on. */
export type Select = (from: Value, search: Search) => Value[];
