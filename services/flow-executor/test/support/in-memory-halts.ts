import { type ConnectorStatus, HaltStore, type Page } from '../../src/application/ports.ts';
import { liveVersionOf } from '../../src/domain/lifecycle/halt.ts';
import type { StoredFlow } from '../../src/domain/lifecycle/stored-flow.ts';
import { type Contents, keyOf, type VersionEntry } from './in-memory-contents.ts';

export class InMemoryHalts extends HaltStore {
  constructor(private readonly contents: Contents) {
    super();
  }

  async note(connectors: readonly ConnectorStatus[]): Promise<void> {
    for (const connector of connectors) {
      const known = this.contents.statuses.get(connector.connectorId);
      if (!known || known.version < connector.version) this.contents.statuses.set(connector.connectorId, connector);
    }
  }

  async notActive(connectorIds: readonly string[]): Promise<ReadonlySet<string>> {
    const isNotActive = (connectorId: string) => (this.contents.statuses.get(connectorId)?.state ?? 'ACTIVE') !== 'ACTIVE';
    return new Set(connectorIds.filter(isNotActive));
  }

  async dependents(organizationId: string, connectorId: string, { limit, after = '' }: Page) {
    const entries = [...this.contents.versions.values()];
    const uses = ({ version, depends }: VersionEntry) => depends && version.uses.some((use) => use.connectorId === connectorId);
    return [...this.contents.flows.values()]
      .filter((flow) => flow.organizationId === organizationId && !flow.isLeaving && flow.flowId > after)
      .filter(({ flowId }) => entries.some((entry) => entry.version.flowId === flowId && uses(entry)))
      .toSorted((one, other) => (one.flowId < other.flowId ? -1 : 1))
      .slice(0, limit)
      .map(({ organizationId: organization, flowId, name, halted, labels }) => {
        const live = this.contents.versions.get(keyOf(flowId, labels.Live ?? 0))?.version;
        return { flow: { organizationId: organization, flowId, name, halted }, live: live && liveVersionOf(live) };
      });
  }

  async save(flows: readonly Pick<StoredFlow, 'flowId' | 'halted'>[]): Promise<void> {
    for (const { flowId, halted } of flows) {
      const flow = this.contents.flows.get(flowId);
      if (flow) this.contents.flows.set(flowId, { ...flow, halted });
    }
  }
}
