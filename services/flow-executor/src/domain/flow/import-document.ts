import { fromFdl, isFdl } from './fdl.ts';
import { isRecord, type JsonRecord } from './json-record.ts';
import { MalformedExport } from './malformed-export.ts';
import { memberText } from './member-text.ts';

/** As deep as tools have been seen to wrap an export. */
const maxWrappers = 3;
/** Several times what the designer writes; a document far deeper could be read, but not be written again. */
const maxDepth = 100;

/**
 * The text of the export in a document that was handed in: itself as it is, what a wrapper of other tools holds, or the newer form converted.
 * @param handedIn has been parsed without error
 * @throws MalformedExport
 */
export function exportTextIn(handedIn: string): string {
  const text = withoutByteOrderMark(handedIn);
  if (depthOf(text) > maxDepth) throw new MalformedExport('$', `a document of at most ${maxDepth} levels`);
  const { document, text: inner } = unwrapped(text, JSON.parse(text), maxWrappers);
  return isRecord(document) && isFdl(document) ? JSON.stringify(fromFdl(document)) : inner;
}

interface Document {
  readonly text: string;
  readonly document: unknown;
}

/** A wrapper has one member that could be a flow, such as `flow` or `data`, and is none itself. */
function unwrapped(text: string, document: unknown, left: number): Document {
  if (!isRecord(document) || isFlow(document) || left === 0) return { text, document };
  for (const [name, inner] of Object.entries(document)) {
    if (!isRecord(inner)) continue;
    const found = unwrapped(memberText(text, name) ?? JSON.stringify(inner), inner, left - 1);
    if (isRecord(found.document) && isFlow(found.document)) return found;
  }
  return { text, document };
}

const isFlow = (document: JsonRecord): boolean => Object.hasOwn(document, 'process') || isFdl(document);

/** Editors on Windows write one. */
const withoutByteOrderMark = (text: string): string => text.replace(/^\ufeff/, '');

function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/gs)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
