import { Injectable } from '@nestjs/common';
import { bindConnectors, type ConnectorUse, connectorUses } from '../domain/flow/connector-binding.ts';
import { exportOf } from '../domain/lifecycle/draft.ts';
import type { StoredFlow } from '../domain/lifecycle/stored-flow.ts';
import { validateFlow } from '../domain/validation/validate-flow.ts';
import type { ValidationRow } from '../domain/validation/validation-row.ts';
import { ConnectorRegistry } from './ports.ts';
import { ReadFlows } from './read-flows.ts';

export interface Validation {
  flow: StoredFlow;
  rows: ValidationRow[];
  /** Which connectors the draft uses, in which version. */
  uses: ConnectorUse[];
  /** Version of every connector of the organization. */
  connectorVersions: ReadonlyMap<string, number>;
}

@Injectable()
export class ValidateFlow {
  constructor(
    private readonly readFlows: ReadFlows,
    private readonly registry: ConnectorRegistry,
  ) {}

  /** @throws FlowNotFound */
  async run(organizationId: string, flowId: string): Promise<Validation> {
    const flow = await this.readFlows.get(organizationId, flowId);
    const connectors = await this.registry.listConnectors(organizationId);
    const document = exportOf(flow.draft);
    const bindings = bindConnectors(document, flow.draft.connectors, connectors);
    const rows = validateFlow(document, { bindings, fallbackDestination: flow.draft.fallbackDestination });
    const connectorVersions = new Map(connectors.map(({ connectorId, version }) => [connectorId, version]));
    return { flow, rows, uses: connectorUses(document, bindings), connectorVersions };
  }
}
