/** Where the value of a member stands in the text of its object. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The text of a member of a JSON object, as it was sent: parsing and printing again would change numbers, the order of keys and what stands twice.
 * @param json the text of an object that has been parsed without error
 */
export function memberText(json: string, name: string): string | undefined {
  const span = memberSpan(json, name);
  return span && json.slice(span.start, span.end).trim();
}

/** The same object with another value for one member, and every other character as it was. */
export function withMember(json: string, name: string, value: unknown): string {
  const text = JSON.stringify(value);
  const span = memberSpan(json, name);
  if (span) return `${json.slice(0, span.start)}${text}${json.slice(span.end)}`;
  const start = json.indexOf('{') + 1;
  const rest = json.slice(start);
  return `${json.slice(0, start)}${JSON.stringify(name)}:${text}${rest.trimStart().startsWith('}') ? '' : ','}${rest}`;
}

function memberSpan(json: string, name: string): Span | undefined {
  let found: Span | undefined;
  let at = json.indexOf('{') + 1;
  for (;;) {
    const keyStart = json.indexOf('"', at);
    const end = json.indexOf('}', at);
    if (keyStart === -1 || (end !== -1 && end < keyStart)) return found;
    const keyEnd = endOfText(json, keyStart);
    const start = json.indexOf(':', keyEnd) + 1;
    at = endOfValue(json, start);
    // As with any parser, the last one of a name counts.
    if (JSON.parse(json.slice(keyStart, keyEnd)) === name) found = { start, end: at };
  }
}

/** @returns the position behind the closing quote */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}

const depthOf: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

/** @returns the position of the comma or brace behind the value */
function endOfValue(json: string, start: number): number {
  let depth = 0;
  for (let at = start; ; at += 1) {
    const character = json[at] ?? '';
    if (depth === 0 && (character === ',' || character === '}')) return at;
    depth += depthOf[character] ?? 0;
    if (character === '"') at = endOfText(json, at) - 1;
  }
}
