import { copy, type ModelState } from './model-state.ts';
import type { Invariant } from './rules.ts';

/** Something that can happen next. */
export interface Step {
  label: string;
  to: ModelState;
  breaks: Invariant | undefined;
}

/** Changes a copy of the state; answers the invariant that this breaks. */
export type Change = (next: ModelState) => Invariant | undefined;

export class Steps {
  readonly all: Step[] = [];
  private readonly from: ModelState;

  constructor(from: ModelState) {
    this.from = from;
  }

  add(label: string, change: Change): void {
    const to = copy(this.from);
    const breaks = change(to);
    this.all.push({ label, to, breaks });
  }

  always(label: string, change: (next: ModelState) => void): void {
    this.add(label, (next) => {
      change(next);
      return undefined;
    });
  }
}
