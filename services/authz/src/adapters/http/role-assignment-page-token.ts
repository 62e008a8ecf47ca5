import { AssignRoleRequest } from '@patchbay/contracts';
import { DomainError } from '@patchbay/errors';
import type { RoleAssignmentPosition } from '../../application/ports.ts';

class PageTokenInvalid extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'role-assignment.page-token-invalid';
  override readonly details = { field: 'pageToken' };

  constructor() {
    super('pageToken is none of ours: pass nextPageToken of the page before back as it is');
  }
}

/** Opaque to callers, so that what a page is ordered by can change. */
export function pageTokenOf(position: RoleAssignmentPosition | undefined): { nextPageToken?: string } {
  if (!position) return {};
  const { userId, role } = position;
  return { nextPageToken: Buffer.from(JSON.stringify({ userId, role })).toString('base64url') };
}

/** @throws PageTokenInvalid */
export function positionOf(pageToken: string | undefined): RoleAssignmentPosition | undefined {
  if (pageToken === undefined) return undefined;
  try {
    return AssignRoleRequest.parse(JSON.parse(Buffer.from(pageToken, 'base64url').toString()));
  } catch {
    throw new PageTokenInvalid();
  }
}
