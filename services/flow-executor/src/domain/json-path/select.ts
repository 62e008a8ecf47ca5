import { type JSONPathQuery, jsonpath } from 'json-p3';
import { maxJsonDepth } from '../values/parse-json.ts';
import { isList, isMap, memberOf, type Value } from '../values/value.ts';
import { BadJsonPath } from './bad-json-path.ts';
import { compileFilter } from './filter.ts';
import type { Search, Select } from './search.ts';
import { isDescendant } from './weigh.ts';

type Segment = JSONPathQuery['segments'][number];
type Selector = Segment['selectors'][number];
/** Adds what it finds in one value. */
type Picker = (value: Value, found: Value[], search: Search) => void;

const { selectors } = jsonpath;
const nothing: Picker = () => undefined;

export function compileSelect({ segments }: JSONPathQuery): Select {
  const stages = segments.map(stageOf);
  return (from, search) => {
    let values: Value[] = [from];
    for (const stage of stages) {
      const found: Value[] = [];
      for (const value of values) stage(value, found, search);
      values = found;
    }
    return values;
  };
}

function stageOf(segment: Segment): Picker {
  const pickers = segment.selectors.map(pickerOf);
  const pick: Picker = (value, found, search) => {
    for (const picker of pickers) picker(value, found, search);
  };
  if (!isDescendant(segment)) return pick;
  return (value, found, search) => descend(value, found, search, pick, 0);
}

/** The value itself and everything in it, from the outside in. */
function descend(value: Value, found: Value[], search: Search, pick: Picker, depth: number): void {
  if (depth > maxJsonDepth) throw new BadJsonPath(`the document is nested more than ${maxJsonDepth} levels deep`);
  pick(value, found, search);
  for (const inner of childrenOf(value, search)) descend(inner, found, search, pick, depth + 1);
}

function childrenOf(value: Value, { steps }: Search): readonly Value[] {
  steps.spend();
  if (typeof value !== 'object' || value === null) return [];
  if (isList(value)) {
    steps.spend(value.length);
    return value;
  }
  const children = Object.values(value);
  steps.list(children.length);
  return children;
}

function pickerOf(selector: Selector): Picker {
  if (selector instanceof selectors.NameSelector) return byName(selector.name);
  if (selector instanceof selectors.IndexSelector) return byIndex(selector.index);
  if (selector instanceof selectors.SliceSelector) return bySlice(selector);
  if (selector instanceof selectors.WildcardSelector) return everything;
  if (selector instanceof selectors.FilterSelector) return byFilter(selector);
  return nothing;
}

const everything: Picker = (value, found, search) => {
  for (const child of childrenOf(value, search)) found.push(child);
};

function byName(name: string): Picker {
  return (value, found, { steps }) => {
    steps.spend();
    const member = isMap(value) ? memberOf(value, name) : undefined;
    if (member !== undefined) found.push(member);
  };
}

/** A negative index counts from the end. */
function byIndex(index: number): Picker {
  return (value, found, { steps }) => {
    steps.spend();
    const element = isList(value) ? value.at(index) : undefined;
    if (element !== undefined) found.push(element);
  };
}

interface Slice {
  start?: number | undefined;
  stop?: number | undefined;
  step?: number | undefined;
}

function bySlice({ start, stop, step = 1 }: Slice): Picker {
  return (value, found, { steps }) => {
    steps.spend();
    if (!isList(value) || step === 0) return;
    const [first, end] = boundsOf(value.length, start, stop, step);
    for (let index = first; step > 0 ? index < end : index > end; index += step) {
      steps.spend();
      found.push(value[index] ?? null);
    }
  };
}

/** Where a slice begins, and the index before which it ends in its direction. */
function boundsOf(length: number, start: number | undefined, stop: number | undefined, step: number): [number, number] {
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const within = (index: number) => Math.max(lowest, Math.min(highest, index < 0 ? length + index : index));
  const [first, end] = step > 0 ? [lowest, highest] : [highest, lowest];
  return [start === undefined ? first : within(start), stop === undefined ? end : within(stop)];
}

function byFilter({ expression }: InstanceType<typeof selectors.FilterSelector>): Picker {
  const holds = compileFilter(expression, compileSelect);
  return (value, found, search) => {
    for (const child of childrenOf(value, search)) if (holds(child, search)) found.push(child);
  };
}
