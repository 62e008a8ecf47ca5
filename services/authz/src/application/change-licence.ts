import { Injectable } from '@nestjs/common';
import type { Licence } from '../domain/licence.ts';
import { type Organization, revise } from '../domain/organization.ts';
import type { OrganizationId } from '../domain/organization-id.ts';
import { UnitOfWork } from './ports.ts';

export interface ChangeLicenceCommand {
  organizationId: OrganizationId;
  licence: Licence;
  actor: string;
}

@Injectable()
export class ChangeLicence {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws OrganizationNotFound */
  execute({ organizationId, licence, actor }: ChangeLicenceCommand): Promise<Organization> {
    return this.unitOfWork.run(async ({ organizations, outbox }) => {
      const { organization, events } = revise(await organizations.lock(organizationId), { licence }, actor);
      await organizations.save(organization);
      await outbox.append(events);
      return organization;
    });
  }
}
