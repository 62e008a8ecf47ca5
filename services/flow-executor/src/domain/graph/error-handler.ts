import type { FlowActivity, FlowExport } from '../flow/flow-export.ts';

/** The event that an unhandled failure raises. */
const globalError = 'OnGlobalError';

/** Root of the event flow that handles failures; one that leads nowhere handles none. */
export function errorHandler(flow: FlowExport): FlowActivity | undefined {
  const root = flow.events.activities.find(({ event }) => event === globalError);
  return root && flow.events.links.some(({ sourceId }) => sourceId === root.id) ? root : undefined;
}
