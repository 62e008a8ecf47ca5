import { type ContactEventType, contactEvents, contactEventTypes } from '../execution/platform-event.ts';
import type { FlowActivity, FlowExport } from '../flow/flow-export.ts';

/** The event that an unhandled failure raises. */
const globalError = ['OnGlobalError', 'GlobalErrorHandling'];

/** Root of the event flow that handles failures; one that leads nowhere handles none. */
export function errorHandler(flow: FlowExport): FlowActivity | undefined {
  return rootOf(flow, globalError);
}

/** Roots of the event flows that what happens to the contact begins, without those that lead nowhere. */
export function eventRoots(flow: FlowExport): ReadonlyMap<ContactEventType, FlowActivity> {
  return new Map(
    contactEventTypes.flatMap((type) => {
      const root = rootOf(flow, contactEvents[type]);
      return root ? [[type, root] as const] : [];
    }),
  );
}

function rootOf({ events }: FlowExport, names: readonly string[]): FlowActivity | undefined {
  const roots = events.activities.filter(({ event }) => event !== undefined && names.includes(event));
  return roots.find(({ id }) => events.links.some(({ sourceId }) => sourceId === id));
}
