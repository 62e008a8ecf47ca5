import { FlowNameTaken } from '../../domain/lifecycle/refusals.ts';
import type { StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import type { FlowRepository } from '../ports.ts';

/** @throws FlowNameTaken */
export async function requireFreeName(flows: FlowRepository, { organizationId, flowId, name }: StoredFlow): Promise<void> {
  const named = await flows.findNamed(organizationId, name);
  if (named !== undefined && named !== flowId) throw new FlowNameTaken(name, named);
}
