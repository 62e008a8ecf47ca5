import { JSONPathEnvironment, type JSONPathQuery, jsonpath } from 'json-p3';
import { isList, isMap, memberOf, type Value } from '../values/value.ts';
import { BadJsonPath } from './bad-json-path.ts';
import { lengthOf } from './filter.ts';
import { normalizeJsonPath } from './normalize.ts';
import { compileSelect } from './select.ts';
import { Steps } from './steps.ts';
import { mayMultiply, weigh } from './weigh.ts';

/** Longest path, in characters. */
const maxPathLength = 1_000;

const environment = new JSONPathEnvironment();
// They run an author's regular expression on a stranger's text.
environment.functionRegister.delete('match');
environment.functionRegister.delete('search');

/** A path into a JSON document, compiled once. Parsed by json-p3, and searched here, within a budget. */
export class JsonPath {
  private constructor(
    private readonly read: (document: Value) => Value | undefined,
    private readonly asksLength: boolean,
  ) {}

  static compile(source: string): JsonPath {
    if (source.length > maxPathLength) throw new BadJsonPath(`it is longer than ${maxPathLength} characters`, maxPathLength);
    const { path, offset, asksLength } = normalizeJsonPath(source);
    const query = parse(path, offset);
    return new JsonPath(query.singularQuery() ? readerOf(query) : searcherOf(query, !asksLength && mayMultiply(query)), asksLength);
  }

  /** What is there, or undefined where a path to one place finds nothing. Any other path makes a list. @throws BadJsonPath */
  find(document: Value): Value | undefined {
    const value = this.read(document);
    return this.asksLength ? lengthOf(value) : value;
  }
}

function parse(path: string, offset: number): JSONPathQuery {
  try {
    return environment.compile(path);
  } catch (cause) {
    if (!(cause instanceof jsonpath.JSONPathError)) throw cause;
    throw new BadJsonPath('it is not understood there', Math.max(0, cause.token.index - offset), { cause });
  }
}

function searcherOf(query: JSONPathQuery, isWeighed: boolean): (document: Value) => Value {
  const select = compileSelect(query);
  return (document) => {
    const steps = new Steps();
    const found = select(document, { root: document, steps });
    if (isWeighed) weigh(found, steps);
    return found;
  };
}

function readerOf({ segments }: JSONPathQuery): (document: Value) => Value | undefined {
  const steps = segments
    .flatMap(({ selectors }) => selectors)
    .map((selector) => (selector instanceof jsonpath.selectors.IndexSelector ? selector.index : nameOf(selector)));
  return (document) => steps.reduce<Value | undefined>(stepInto, document);
}

function nameOf(selector: JSONPathQuery['segments'][number]['selectors'][number]): string {
  return selector instanceof jsonpath.selectors.NameSelector ? selector.name : '';
}

/** A negative index counts from the end. */
function stepInto(value: Value | undefined, step: string | number): Value | undefined {
  if (value === undefined) return undefined;
  if (typeof step === 'number') return isList(value) ? value.at(step) : undefined;
  return isMap(value) ? memberOf(value, step) : undefined;
}
