import type { RoutedCall } from '../../application/routing-outcomes.ts';

type Routed = Pick<RoutedCall, 'flowId' | 'versionNumber' | 'connectorIds'>;

export interface Running extends Routed {
  calls: number;
}

/** How many calls of each flow version run in this process, by organization. */
export class CallsInProgress {
  private readonly byOrganization = new Map<string, Map<string, Running>>();

  add({ organizationId, flowId, versionNumber, connectorIds }: RoutedCall): void {
    const versions = this.byOrganization.get(organizationId) ?? new Map<string, Running>();
    this.byOrganization.set(organizationId, versions);
    const key = keyOf(flowId, versionNumber);
    const running = versions.get(key);
    if (running) running.calls += 1;
    else versions.set(key, { flowId, versionNumber, connectorIds, calls: 1 });
  }

  remove({ organizationId, flowId, versionNumber }: RoutedCall): void {
    const versions = this.byOrganization.get(organizationId);
    const key = keyOf(flowId, versionNumber);
    const running = versions?.get(key);
    if (!versions || !running) return;
    running.calls -= 1;
    if (running.calls === 0) versions.delete(key);
    if (versions.size === 0) this.byOrganization.delete(organizationId);
  }

  organizations(): string[] {
    return [...this.byOrganization.keys()];
  }

  of(organizationId: string): Running[] {
    return [...(this.byOrganization.get(organizationId)?.values() ?? [])].map((running) => ({ ...running }));
  }
}

const keyOf = (flowId: string, versionNumber: number): string => `${flowId}/${versionNumber}`;
