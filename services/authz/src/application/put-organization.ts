import { Injectable } from '@nestjs/common';
import type { Licence } from '../domain/licence.ts';
import { type Organization, register, revise } from '../domain/organization.ts';
import type { OrganizationId } from '../domain/organization-id.ts';
import { Clock, type Transaction, UnitOfWork } from './ports.ts';

export interface PutOrganizationCommand {
  organizationId: OrganizationId;
  name: string;
  licence: Licence;
  timeZone: string;
  actor: string;
}

/** Creates the organization, or replaces its name, licence and time zone. */
@Injectable()
export class PutOrganization {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute(command: PutOrganizationCommand): Promise<{ organization: Organization; created: boolean }> {
    return this.unitOfWork.run(async (transaction) => {
      const { organizationId, name, licence, timeZone, actor } = command;
      const { organization, events } = register({ organizationId, name, licence, timeZone, createdAt: this.clock.now() }, actor);
      if (!(await transaction.organizations.add(organization)))
        return { organization: await replace(transaction, command), created: false };
      await transaction.outbox.append(events);
      return { organization, created: true };
    });
  }
}

async function replace({ organizations, outbox }: Transaction, command: PutOrganizationCommand): Promise<Organization> {
  const { organizationId, name, licence, timeZone, actor } = command;
  const { organization, events } = revise(await organizations.lock(organizationId), { name, licence, timeZone }, actor);
  await organizations.save(organization);
  await outbox.append(events);
  return organization;
}
