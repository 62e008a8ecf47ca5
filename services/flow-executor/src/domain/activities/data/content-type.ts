import { type DocumentType, documentTypeOf } from '../../documents/read-document.ts';
import type { ActivitySource } from '../activity-source.ts';

/** What the text that is parsed is. */
export function compileDocumentType(source: ActivitySource): DocumentType {
  const text = source.text('contentType');
  const type = documentTypeOf(text);
  if (type) return type;
  source.error('flow.content-type-not-supported', `documents of the type ${text.trim()} cannot be parsed: choose JSON, XML, YAML or TOML`);
  return 'JSON';
}
