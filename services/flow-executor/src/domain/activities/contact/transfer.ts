import { type ActivityKind, leave } from '../activity.ts';
import type { ActivitySource } from '../activity-source.ts';
import { errand } from '../platform/task.ts';

function compileNumber(source: ActivitySource) {
  source.required('transfertodn');
  return source.chosen('transfertodn');
}

/** The contact leaves for good. */
export const blindTransfer: ActivityKind = errand(
  {
    command: 'transfer',
    exits: [],
    maxVisits: 10,
    compile(source) {
      const number = compileNumber(source);
      const headers = source.renderedEntries('headers');
      return (scope) => ({ mode: 'blind' as const, number: number(scope), headers: headers(scope), timeoutSeconds: null, digits: '' });
    },
  },
  () => leave,
);

/** The contact comes back when the other side hangs up, to a flow that has something wired for that. */
export const bridgedTransfer: ActivityKind = errand(
  {
    command: 'transfer',
    exits: [],
    maxVisits: 75,
    compile(source) {
      const number = compileNumber(source);
      const headers = source.renderedEntries('headers');
      const digits = source.chosen('transferoutdigits');
      const timeoutSeconds = source.seconds('timeout', 10);
      return (scope) => ({
        mode: 'bridged' as const,
        number: number(scope),
        headers: headers(scope),
        timeoutSeconds,
        digits: digits(scope),
      });
    },
  },
  () => ({ kind: 'exit', port: 'default', otherwise: leave }),
);
