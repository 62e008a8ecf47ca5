import * as contracts from '@patchbay/contracts';
import type { AccessDecider, Caller } from '@patchbay/service-kit';
import { AccessUndecided, LicenceRequired, OrganizationNotFound, RoleNotAllowed } from '@patchbay/service-kit';
import { type Permission, StepPermissions } from '../../application/schedule/ports.ts';
import type { ConnectorId, OrganizationId } from '../../domain/ids.ts';
import type { StepAction } from '../../domain/schedule/schedule.ts';

type Refusal = OrganizationNotFound | LicenceRequired | RoleNotAllowed;

/** Of authz, at that moment: nothing is remembered. */
export class AskedStepPermissions extends StepPermissions {
  constructor(private readonly decider: Pick<AccessDecider, 'decide'>) {
    super();
  }

  override async ask(planner: Caller, action: StepAction, organizationId: OrganizationId, connectorId: ConnectorId): Promise<Permission> {
    const asked = this.decider.decide({
      subject: { type: planner.kind, id: planner.id },
      action: { name: `connector.${action}` },
      resource: { type: 'connector', id: connectorId, properties: { organizationId: contracts.OrganizationId.parse(organizationId) } },
    });
    const { decision, context } = await asked.catch((cause: unknown) => {
      throw new AccessUndecided({ cause });
    });
    if (decision) return { permitted: true, roles: context?.roles ?? [] };
    const { code, message } = refusalOf(context?.reason?.code);
    return { permitted: false, refusal: { code, message } };
  }

  override async require(
    planner: Caller,
    actions: readonly StepAction[],
    organizationId: OrganizationId,
    connectorId: ConnectorId,
  ): Promise<void> {
    for (const action of actions) {
      const permission = await this.ask(planner, action, organizationId, connectorId);
      if (!permission.permitted) throw refusals.find(({ code }) => code === permission.refusal.code) ?? new RoleNotAllowed();
    }
  }
}

const refusals: readonly Refusal[] = [new OrganizationNotFound(), new LicenceRequired(), new RoleNotAllowed()];

function refusalOf(code: string | undefined): Refusal {
  if (code === 'not-a-member') return new OrganizationNotFound();
  return code === 'licence-required' ? new LicenceRequired() : new RoleNotAllowed();
}
