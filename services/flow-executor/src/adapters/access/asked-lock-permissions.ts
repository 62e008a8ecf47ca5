import { OrganizationId } from '@patchbay/contracts';
import { type AccessDecider, AccessUndecided } from '@patchbay/service-kit';
import { LockPermissions } from '../../application/ports.ts';

export class AskedLockPermissions extends LockPermissions {
  constructor(private readonly decider: Pick<AccessDecider, 'decide'>) {
    super();
  }

  /** @throws AccessUndecided */
  override async mayBreak(caller: { kind: 'user' | 'service'; id: string }, organizationId: string, flowId: string): Promise<boolean> {
    const asked = this.decider.decide({
      subject: { type: caller.kind, id: caller.id },
      action: { name: 'flow.break-lock' },
      resource: { type: 'flow', id: flowId, properties: { organizationId: OrganizationId.parse(organizationId) } },
    });
    const { decision } = await asked.catch((cause: unknown) => {
      throw new AccessUndecided({ cause });
    });
    return decision;
  }
}
