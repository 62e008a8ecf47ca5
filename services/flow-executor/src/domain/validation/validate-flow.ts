import type { ConnectorBindings } from '../flow/connector-binding.ts';
import type { FlowExport } from '../flow/flow-export.ts';
import { buildNodes } from '../graph/build-nodes.ts';
import { declaredVariables } from '../graph/declared-variables.ts';
import { defaultReadRoutes } from '../request/access-level.ts';
import { checkConnectors } from './check-connectors.ts';
import { checkStructure } from './check-structure.ts';
import { checkTypes } from './check-types.ts';
import { Findings } from './findings.ts';
import type { ValidationRow } from './validation-row.ts';

export interface ValidationContext {
  readonly bindings: ConnectorBindings;
  /** Where a halted call goes, if anywhere. */
  readonly fallbackDestination: string | null;
  readonly readRoutes?: readonly string[];
}

/** Everything that is wrong with a flow, and everything that its author should look at. */
export function validateFlow(
  flow: FlowExport,
  { bindings, fallbackDestination, readRoutes = defaultReadRoutes }: ValidationContext,
): ValidationRow[] {
  const findings = new Findings();
  checkStructure(flow, findings);
  buildNodes(flow, (activityId) => connectorIdOf(bindings, activityId), findings);
  declaredVariables(flow, findings);
  checkTypes(flow, findings);
  checkConnectors(flow, { bindings, fallbackDestination, readRoutes }, findings);
  return findings.rows;
}

export function isPublishable(rows: readonly ValidationRow[]): boolean {
  return rows.every(({ severity }) => severity !== 'ERROR');
}

function connectorIdOf(bindings: ConnectorBindings, activityId: string): string | undefined {
  const binding = bindings.get(activityId);
  return binding?.kind === 'bound' ? binding.connector.connectorId : undefined;
}
