interface NormalPath {
  /** As RFC 9535 writes it. */
  readonly path: string;
  /** Where in it the text of the author begins. */
  readonly offset: number;
  /** The path ends in `.length()`: not what is there is asked for, but how long it is. */
  readonly asksLength: boolean;
}

const quotedOrDots = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\.\.|\.\[/g;
const lengthCall = /\.(length|size)\(\)$/;

/** From what Flow Designer accepts to RFC 9535: the leading `$` may be missing there, and a dot may stand before a bracket. */
export function normalizeJsonPath(source: string): NormalPath {
  const trimmed = source.trim();
  const text = trimmed.replace(lengthCall, '');
  const prefix = text.startsWith('$') ? '' : text.startsWith('[') ? '$' : '$.';
  // A blank in place of the dot, so that positions stay.
  const path = `${prefix}${text}`.replace(quotedOrDots, (found) => (found === '.[' ? ' [' : found));
  return { path, offset: prefix.length - (source.length - source.trimStart().length), asksLength: text !== trimmed };
}
