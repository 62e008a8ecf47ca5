const quotedOrDots = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\.\.|\.\[/g;

/** From what Flow Designer accepts to RFC 9535: the leading `$` may be missing there, and a dot may stand before a bracket. */
export function normalizeJsonPath(path: string): string {
  const text = path.trim();
  const rooted = text.startsWith('$') ? text : text.startsWith('[') ? `$${text}` : `$.${text}`;
  return rooted.replace(quotedOrDots, (found) => (found === '.[' ? '[' : found));
}
