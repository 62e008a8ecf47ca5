import type { Caller } from '@patchbay/service-kit';
import type { OrganizationId } from '../../../domain/ids.ts';

/** Decides who may hold a lease for an organization, or (null) for all of them. */
export abstract class LeaseGatekeeper {
  /** @throws what refuses the caller */
  abstract authorize(authorization: string | undefined, caller: Caller, organizationId: OrganizationId | null): Promise<void>;
}

export const holderNameOf = ({ kind, id }: Caller): string => `${kind} ${id}`;
