import type { OrganizationId } from '@patchbay/contracts';
import { clientToken, tokenOf } from '../world/identities.ts';
import type { LoadPlan } from './load.ts';

/** Where the story plays, and who plays in it. */
export interface Stage {
  organizationId: OrganizationId;
  executors: number;
  tokens: { fullAdmin: string; readOnlyAdmin: string; flowDeveloper: string; voicePlatform: string };
}

export async function openStage(organizationId: OrganizationId, executors: number, voicePlatformSecret: string): Promise<Stage> {
  const [fullAdmin, readOnlyAdmin, flowDeveloper, voicePlatform] = await Promise.all([
    tokenOf('full-admin@demo.example'),
    tokenOf('read-only-admin@demo.example'),
    tokenOf('flow-developer@demo.example'),
    clientToken('voice-platform', voicePlatformSecret),
  ]);
  return { organizationId, executors, tokens: { fullAdmin, readOnlyAdmin, flowDeveloper, voicePlatform } };
}

export const loadOn = ({ organizationId, executors, tokens }: Stage, flowId: LoadPlan['flowId'], callers: number): LoadPlan => ({
  organizationId,
  flowId,
  executors,
  callers,
  token: tokens.voicePlatform,
});

/** A step of the story did not do what it says. */
class StoryFailure extends Error {
  override readonly name = 'StoryFailure';
}

export function expectThat(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new StoryFailure(otherwise);
}
