import { asJson, canonicalJson, type Json } from '../../../domain/history/canonical-json.ts';
import type { ConnectorId, FlowId, OperationId } from '../../../domain/ids.ts';
import type { Reference } from '../../../domain/reference.ts';

interface Replacement {
  flowId: FlowId;
  before: readonly Reference[];
  after: readonly Reference[];
  /** What the flow loses of these is entered when their deletion is complete, and not when it is cancelled. */
  takenByDeletions: readonly ConnectorId[];
}

interface ReferenceChange {
  action: 'reference.register' | 'reference.release' | 'reference.detach';
  flowId: FlowId;
  connectorId: ConnectorId;
  operationId: OperationId | null;
  before: Json;
  after: Json;
}

/** What one transaction has changed in references: a change for each flow and connector, so that the history of a connector has it. */
export class ReferenceTrail {
  private readonly replacements: Replacement[] = [];
  private readonly lost: (Reference & { operationId: OperationId })[] = [];

  replaced(replacement: Replacement): void {
    this.replacements.push(replacement);
  }

  /** To an operation. */
  lose(operationId: OperationId, references: readonly Reference[]): void {
    for (const reference of references) this.lost.push({ ...reference, operationId });
  }

  get changes(): ReferenceChange[] {
    return [...this.replacements.flatMap(changesOf), ...this.losses()];
  }

  /** What a flow has released itself, no operation has taken from it. */
  private losses(): ReferenceChange[] {
    const released = new Set(this.replacements.flatMap(({ before }) => before.map(useOf)));
    const taken = this.lost.filter((reference) => !released.has(useOf(reference)));
    const together = Map.groupBy(taken, ({ operationId, flowId, connectorId }) => `${operationId} ${flowId} ${connectorId}`);
    return [...together.values()].flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { operationId, flowId, connectorId } = first;
      const before = asJson(group.map(({ operationId: _, ...reference }) => reference));
      return [{ action: 'reference.detach', flowId, connectorId, operationId, before, after: [] }];
    });
  }
}

const useOf = ({ flowId, versionNumber, connectorId }: Reference): string => `${flowId} ${versionNumber} ${connectorId}`;

/** A connector that the flow uses as before has none. */
function changesOf({ flowId, before, after, takenByDeletions }: Replacement): ReferenceChange[] {
  const action = after.length > 0 ? 'reference.register' : 'reference.release';
  const connectorIds = new Set([...before, ...after].map(({ connectorId }) => connectorId));
  for (const connectorId of takenByDeletions) connectorIds.delete(connectorId);
  return [...connectorIds].flatMap((connectorId) => {
    const usesIn = (references: readonly Reference[]) => asJson(references.filter((reference) => reference.connectorId === connectorId));
    const [was, is] = [usesIn(before), usesIn(after)];
    return canonicalJson(was) === canonicalJson(is) ? [] : [{ action, flowId, connectorId, operationId: null, before: was, after: is }];
  });
}
