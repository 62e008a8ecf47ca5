import type { Value } from '../values/value.ts';
import type { Work } from './work.ts';

/** What an expression can see. */
export interface Scope {
  variable(name: string): Value | undefined;
  /** Output of an activity or an event, by its name in lower case: authors write `ANI` and `ani`. */
  output(label: string, lowerCaseName: string): Value | undefined;
  readonly now: Date;
  readonly work: Work;
}

export type Expression = (scope: Scope) => Value;

/** A name at the root of an expression: `ticketId`, or `GetCustomer` of `GetCustomer.httpStatusCode`. */
export interface Read {
  readonly name: string;
  readonly position: number;
}
