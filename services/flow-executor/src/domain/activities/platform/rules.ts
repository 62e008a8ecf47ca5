import { readDocument } from '../../documents/read-document.ts';
import { textOf } from '../../values/value.ts';
import { type ActivityKind, exitBy } from '../activity.ts';
import { compileDocumentType } from '../data/content-type.ts';
import { OutputRows } from '../data/output-rows.ts';
import { errand } from './task.ts';

/** A request to the platform's own rules engine, whose address the export does not have. */
export const rulesRequest: ActivityKind = {
  exits: () => ['default'],
  compile(source) {
    const rows = OutputRows.compile(source);
    const type = rows.isEmpty ? 'JSON' : compileDocumentType(source);
    return errand(
      {
        command: 'evaluate-rules',
        failurePort: 'error',
        compile() {
          const parameters = source.renderedEntries('httpQueryParameters');
          const timeoutMs = source.integer('httpResponseTimeout', { fallback: 2_000, min: 1, max: 60_000 });
          const retries = source.integer('retryAttempts', { fallback: 1, min: 0, max: 3 });
          return (scope) => ({ parameters: parameters(scope), timeoutMs, retries });
        },
      },
      (scope, { httpresponsebody }) => {
        const body = textOf(httpresponsebody ?? null);
        return rows.isEmpty || body.trim() === '' ? exitBy('default') : rows.assign(() => readDocument(type, body), scope);
      },
    ).compile(source);
  },
};
