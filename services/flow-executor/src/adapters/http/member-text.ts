/**
 * The text of a member of a JSON object, as it was sent: parsing and printing again would change numbers, the order of keys and what stands twice.
 * @param json the text of an object that has been parsed without error
 */
export function memberText(json: string, name: string): string | undefined {
  let found: string | undefined;
  let at = json.indexOf('{') + 1;
  for (;;) {
    const keyStart = json.indexOf('"', at);
    const end = json.indexOf('}', at);
    if (keyStart === -1 || (end !== -1 && end < keyStart)) return found;
    const keyEnd = endOfText(json, keyStart);
    const valueStart = json.indexOf(':', keyEnd) + 1;
    at = endOfValue(json, valueStart);
    // As with any parser, the last one of a name counts.
    if (JSON.parse(json.slice(keyStart, keyEnd)) === name) found = json.slice(valueStart, at).trim();
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
