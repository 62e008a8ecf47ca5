import type { FlowActivity } from './flow-export.ts';

/** The first version of the activity knew connectors only. */
const alwaysAuthenticated = 'http-request';

function isHttpRequest({ kind }: FlowActivity): boolean {
  return kind === 'http-request-v2' || kind === alwaysAuthenticated;
}

/** Whether "Use Authenticated Endpoint" is on, so that a connector is needed. */
export function isAuthenticated(activity: FlowActivity): boolean {
  if (activity.kind === alwaysAuthenticated) return true;
  return isHttpRequest(activity) && String(activity.properties.authenticated).toLowerCase() === 'true';
}
