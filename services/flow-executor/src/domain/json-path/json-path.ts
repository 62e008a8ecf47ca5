import { JSONPathEnvironment, type JSONPathQuery, type JSONValue } from 'json-p3';
import { maxJsonDepth } from '../values/parse-json.ts';
import type { Value } from '../values/value.ts';
import { BadJsonPath } from './bad-json-path.ts';
import { normalizeJsonPath } from './normalize.ts';
import { maxPathLength, maxSearchedValues, tooExpensive } from './path-limits.ts';

const environment = new JSONPathEnvironment({ maxRecursionDepth: maxJsonDepth });
// They run an author's regular expression on a stranger's text.
environment.functionRegister.delete('match');
environment.functionRegister.delete('search');

/** A path into a JSON document, compiled once. */
export class JsonPath {
  private constructor(
    readonly source: string,
    private readonly query: JSONPathQuery,
    /** Whether it names one place; else its result is a list. */
    readonly isDefinite: boolean,
  ) {}

  static compile(source: string): JsonPath {
    if (source.length > maxPathLength) throw new BadJsonPath(source, `it is longer than ${maxPathLength} characters`);
    const path = normalizeJsonPath(source);
    const problem = tooExpensive(path);
    if (problem !== undefined) throw new BadJsonPath(source, problem);
    const query = compile(source, path);
    return new JsonPath(source, query, query.singularQuery());
  }

  /** What is there, or undefined where a definite path finds nothing. */
  find(document: Value): Value | undefined {
    if (this.isDefinite) return this.query.match(document as JSONValue)?.value as Value | undefined;
    if (!holdsAtMost(document, { left: maxSearchedValues }))
      throw new BadJsonPath(this.source, `it searches a document of more than ${maxSearchedValues} values: name the place`);
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

function holdsAtMost(value: Value, counter: { left: number }): boolean {
  counter.left -= 1;
  if (counter.left < 0) return false;
  return typeof value !== 'object' || value === null || Object.values(value).every((inner) => holdsAtMost(inner, counter));
}
