import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { maxJsonDepth } from '../values/parse-json.ts';
import type { Value } from '../values/value.ts';
import { UnreadableDocument } from './unreadable-document.ts';

/** An element that is being read. */
interface Open {
  readonly name: string;
  readonly members: Map<string, Value[]>;
  text: string;
}

/**
 * As XML is usually turned into JSON: an element is its text, or a map of its attributes and elements, with its text under `content`;
 * elements that repeat are a list. A document type is refused, so that no entity is defined or expanded.
 * @throws UnreadableDocument
 */
export function readXml(text: string): Value {
  const root: Open = { name: '', members: new Map(), text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw new UnreadableDocument('a document is not XML: correct it, or choose another content type');
  });
  parser.on('doctype', () => {
    throw new UnreadableDocument('an XML document has a document type: send it without');
  });
  parser.on('opentag', (tag) => {
    if (open.length > maxJsonDepth) throw new UnreadableDocument(`an XML document is nested more than ${maxJsonDepth} levels deep`);
    open.push(begun(tag));
  });
  const addText = (piece: string) => {
    const current = open.at(-1);
    if (current) current.text += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const closed = open.pop();
    const parent = open.at(-1);
    if (closed && parent) add(parent, closed.name, valueIn(closed));
  });
  parser.write(text).close();
  return valueIn({ ...root, text: '' });
}

function begun({ name, attributes }: SaxesTagPlain): Open {
  const begun: Open = { name, members: new Map(), text: '' };
  for (const [attribute, value] of Object.entries(attributes)) add(begun, attribute, value);
  return begun;
}

function add({ members }: Open, name: string, value: Value): void {
  const values = members.get(name);
  if (values) values.push(value);
  else members.set(name, [value]);
}

function valueIn({ members, text }: Open): Value {
  const content = text.trim();
  if (members.size === 0) return content;
  const map: Record<string, Value> = Object.create(null);
  for (const [name, values] of members) map[name] = values.length === 1 ? (values[0] ?? null) : values;
  if (content !== '') map.content = content;
  return map;
}
