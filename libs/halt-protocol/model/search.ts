import { acknowledgeSteps, callSteps, pushSteps, renewSteps, restartSteps } from './holder-steps.ts';
import { initialState, keyOf, type ModelState, type Scale } from './model-state.ts';
import { changeSteps, failoverSteps, reportSteps, timeStep } from './registry-steps.ts';
import type { Invariant, Rules } from './rules.ts';
import { type Step, Steps } from './steps.ts';

export interface Found {
  states: number;
  /** How often a call was started and a halt reported: a model in which neither happens proves nothing. */
  starts: number;
  reports: number;
  /** The shortest way to a broken invariant; undefined when every state has been seen and none is broken. */
  counterexample: { breaks: Invariant; steps: string[] } | undefined;
}

function stepsFrom(state: ModelState, rules: Rules, scale: Scale): Step[] {
  const steps = new Steps(state);
  timeStep(scale, steps);
  changeSteps(state, rules, steps);
  failoverSteps(state, steps);
  reportSteps(state, rules, scale, steps);
  state.holders.forEach((holder, index) => {
    const place = { state, rules, scale, index, holder, steps };
    pushSteps(place);
    acknowledgeSteps(place);
    renewSteps(place);
    callSteps(place);
    restartSteps(place);
  });
  return steps.all;
}

/** How each state was reached first. */
class Paths {
  private readonly parents: number[] = [-1];
  private readonly labels: string[] = [''];

  add(parent: number, label: string): number {
    this.labels.push(label);
    return this.parents.push(parent) - 1;
  }

  to(state: number, last: string): string[] {
    const steps = [last];
    for (let at = state; at > 0; at = this.parents[at] ?? 0) steps.unshift(this.labels[at] ?? '');
    return steps;
  }
}

class Search {
  private readonly seen = new Set<string>();
  private readonly paths = new Paths();
  private readonly rules: Rules;
  private readonly scale: Scale;
  private starts = 0;
  private reports = 0;

  constructor(rules: Rules, scale: Scale) {
    this.rules = rules;
    this.scale = scale;
  }

  run(): Found {
    const start = initialState(this.scale);
    this.seen.add(keyOf(start));
    let frontier: Reached[] = [{ state: start, id: 0 }];
    while (frontier.length > 0) {
      const next: Reached[] = [];
      for (const reached of frontier) {
        const counterexample = this.expand(reached, next);
        if (counterexample !== undefined) return this.found(counterexample);
      }
      frontier = next;
    }
    return this.found(undefined);
  }

  private expand({ state, id }: Reached, next: Reached[]): Found['counterexample'] {
    for (const { label, to, breaks } of stepsFrom(state, this.rules, this.scale)) {
      this.count(label);
      if (breaks !== undefined) return { breaks, steps: this.paths.to(id, label) };
      const key = keyOf(to);
      if (this.seen.has(key)) continue;
      this.seen.add(key);
      next.push({ state: to, id: this.paths.add(id, label) });
    }
    return undefined;
  }

  private count(label: string): void {
    if (label.endsWith('starts a call')) this.starts++;
    if (label === 'report HALTED') this.reports++;
  }

  private found(counterexample: Found['counterexample']): Found {
    return { states: this.seen.size, starts: this.starts, reports: this.reports, counterexample };
  }
}

interface Reached {
  state: ModelState;
  id: number;
}

/** Breadth first, so that the first counterexample is a shortest one; ends when every state has been seen. */
export const search = (rules: Rules, scale: Scale): Found => new Search(rules, scale).run();
