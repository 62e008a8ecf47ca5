import type { ActivitySource } from '../activity-source.ts';

/** Old exports leave the type of the document out and mean JSON. */
export function checkParsedType(source: ActivitySource): void {
  const type = source.text('contentType').trim().toUpperCase();
  if (type === '' || type === 'JSON') return;
  source.error('flow.content-type-not-supported', `documents of the type ${type} cannot be parsed yet: ask for JSON`);
}
