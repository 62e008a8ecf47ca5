import { parseJson, requireModest } from '../values/parse-json.ts';
import type { Value } from '../values/value.ts';
import { readToml } from './toml.ts';
import { UnreadableDocument } from './unreadable-document.ts';
import { readXml } from './xml.ts';
import { readYaml } from './yaml.ts';

/** What Flow Designer calls the content type of a document that it parses. */
export type DocumentType = 'JSON' | 'XML' | 'YAML' | 'TOML';

interface Reader {
  /** Longest text, in characters: reading it takes less than 50 ms. */
  readonly maxLength: number;
  read(text: string): Value;
}

const readers: Readonly<Record<DocumentType, Reader>> = {
  JSON: { maxLength: 1_048_576, read: parseJson },
  XML: { maxLength: 262_144, read: (text) => requireModest(readXml(text)) },
  YAML: { maxLength: 65_536, read: (text) => requireModest(readYaml(text)) },
  TOML: { maxLength: 65_536, read: (text) => requireModest(readToml(text)) },
};

/** Old exports leave the type out and mean JSON. Undefined for a type that cannot be read. */
export function documentTypeOf(text: string): DocumentType | undefined {
  const type = text
    .trim()
    .toUpperCase()
    .replace(/^APPLICATION\//, '');
  if (type === '') return 'JSON';
  return Object.hasOwn(readers, type) ? (type as DocumentType) : undefined;
}

/** Every type becomes what JSON can say, so that one kind of path reads them all. @throws UnreadableDocument, NotJson */
export function readDocument(type: DocumentType, text: string): Value {
  const { maxLength, read } = readers[type];
  if (text.length > maxLength)
    throw new UnreadableDocument(`a document of the type ${type} is longer than ${maxLength} characters: ask for a smaller one`);
  return read(text);
}
