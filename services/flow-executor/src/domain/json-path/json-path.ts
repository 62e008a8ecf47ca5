import { JSONPathEnvironment, type JSONPathQuery, type JSONValue, jsonpath } from 'json-p3';
import { maxJsonDepth } from '../values/parse-json.ts';
import { isList, isMap, memberOf, type Value } from '../values/value.ts';
import { BadJsonPath } from './bad-json-path.ts';
import { normalizeJsonPath } from './normalize.ts';
import { isSearchable, maxPathLength, tooExpensive } from './path-limits.ts';

const environment = new JSONPathEnvironment({ maxRecursionDepth: maxJsonDepth });
// They run an author's regular expression on a stranger's text.
environment.functionRegister.delete('match');
environment.functionRegister.delete('search');

/** A path into a JSON document, compiled once. */
export class JsonPath {
  private constructor(
    private readonly source: string,
    private readonly query: JSONPathQuery,
    /** Where a path that names one place leads; else its result is a list. */
    private readonly steps: readonly (string | number)[] | undefined,
  ) {}

  static compile(source: string): JsonPath {
    if (source.length > maxPathLength) throw new BadJsonPath(source, `it is longer than ${maxPathLength} characters`);
    const path = normalizeJsonPath(source);
    const problem = tooExpensive(path);
    if (problem !== undefined) throw new BadJsonPath(source, problem);
    const query = compile(source, path);
    return new JsonPath(source, query, query.singularQuery() ? stepsOf(query) : undefined);
  }

  /** What is there, or undefined where a path to one place finds nothing. */
  find(document: Value): Value | undefined {
    if (this.steps) return this.steps.reduce<Value | undefined>(stepInto, document);
    if (!isSearchable(document)) throw new BadJsonPath(this.source, 'the document is too large to be searched: name the place');
    return this.query.query(document as JSONValue).values() as Value[];
  }
}

function compile(source: string, path: string): JSONPathQuery {
  try {
    return environment.compile(path);
  } catch (cause) {
    throw new BadJsonPath(source, cause instanceof Error ? cause.message : 'it is not understood', { cause });
  }
}

function stepsOf({ segments }: JSONPathQuery): (string | number)[] {
  return segments
    .flatMap(({ selectors }) => selectors)
    .map((selector) => (selector instanceof jsonpath.selectors.IndexSelector ? selector.index : nameOf(selector)));
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
