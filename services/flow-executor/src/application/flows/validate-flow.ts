import { Injectable } from '@nestjs/common';
import {
  bindConnectors,
  type ConnectorUse,
  connectorUses,
  frozenBindings,
  type KnownConnector,
} from '../../domain/flow/connector-binding.ts';
import { exportOf } from '../../domain/lifecycle/draft.ts';
import type { FlowVersion, StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { validateFlow } from '../../domain/validation/validate-flow.ts';
import type { ValidationRow } from '../../domain/validation/validation-row.ts';
import { ConnectorRegistry } from '../ports.ts';
import { ReadFlows } from './read-flows.ts';

export interface Validation {
  flow: StoredFlow;
  rows: ValidationRow[];
  /** Which connectors the draft uses, in which version. */
  uses: ConnectorUse[];
  /** Every one of the organization, as it is now. */
  connectors: KnownConnector[];
}

export type VersionValidation = Pick<Validation, 'rows' | 'connectors'>;

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
    return { flow, rows, uses: connectorUses(document, bindings), connectors };
  }

  /** Whether what was published once could be published now, with the same connectors. */
  async version({ organizationId }: StoredFlow, { content, uses }: FlowVersion): Promise<VersionValidation> {
    const connectors = await this.registry.listConnectors(organizationId);
    const document = exportOf(content);
    const bindings = frozenBindings(document, uses, connectors);
    return { rows: validateFlow(document, { bindings, fallbackDestination: content.fallbackDestination }), connectors };
  }
}
