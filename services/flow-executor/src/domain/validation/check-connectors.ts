import { literalPath } from '../activities/http-request/request-target.ts';
import type { ConnectorBinding, ConnectorBindings, KnownConnector } from '../flow/connector-binding.ts';
import { allActivities, type FlowActivity, type FlowExport } from '../flow/flow-export.ts';
import { permits } from '../request/access-level.ts';
import { BadTemplate } from '../template/bad-template.ts';
import { Template } from '../template/template.ts';
import type { Findings } from './findings.ts';

interface ConnectorRules {
  readonly bindings: ConnectorBindings;
  /** Where a halted call goes. */
  readonly fallbackDestination: string | null;
  /** Routes whose POST only reads. */
  readonly readRoutes: readonly string[];
}

/** Each activity that uses a connector has one of the organization, and may do with it what it does. */
export function checkConnectors(flow: FlowExport, { bindings, fallbackDestination, readRoutes }: ConnectorRules, findings: Findings): void {
  for (const activity of allActivities(flow)) {
    const binding = bindings.get(activity.id);
    if (!binding) continue;
    if (binding.kind === 'bound') checkUse(activity, binding.connector, readRoutes, findings);
    else reportUnbound(activity, binding, findings);
  }
  if (bindings.size > 0 && fallbackDestination === null) {
    findings.warning(
      null,
      'flow.no-fallback',
      'the flow uses a connector and has no fallback destination: without one a halted call just ends',
    );
  }
}

function reportUnbound(activity: FlowActivity, binding: Exclude<ConnectorBinding, { kind: 'bound' }>, findings: Findings): void {
  if (binding.kind === 'unbound') {
    findings.error(activity, 'flow.connector-unbound', 'it has no connector (FC1015): choose one');
  } else if (binding.kind === 'unknown') {
    findings.error(activity, 'flow.connector-unknown', `the organization has no connector ${binding.reference}: map it to one of its own`);
  } else {
    findings.error(activity, 'flow.connector-ambiguous', `several connectors are called ${binding.reference}: map it to one by its id`);
  }
}

function checkUse(
  activity: FlowActivity,
  { name, state, accessLevel }: KnownConnector,
  readRoutes: readonly string[],
  findings: Findings,
): void {
  if (state !== 'ACTIVE')
    findings.error(activity, 'flow.connector-not-active', `the connector ${name} is ${state}: activate it or choose another`);
  const method = String(activity.properties.httpRequestMethod ?? '').toUpperCase();
  const path = pathOf(activity);
  if (method !== '' && path !== undefined && !permits(accessLevel, method, path, readRoutes)) {
    findings.error(
      activity,
      'flow.method-not-permitted',
      `the connector ${name} is ${accessLevel} and does not permit ${method} ${path}: use one that may write`,
    );
  }
}

function pathOf({ properties }: FlowActivity): string | undefined {
  try {
    return literalPath(Template.compile(String(properties.httpRequestPath ?? '')));
  } catch (error) {
    if (error instanceof BadTemplate) return undefined;
    throw error;
  }
}
