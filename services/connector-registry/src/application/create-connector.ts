import { Injectable } from '@nestjs/common';
import { type NamedLevel, requireNamedLevel } from '../domain/access-level.ts';
import type { Connector, ConnectorKind } from '../domain/connector.ts';
import { QuotaExceeded } from '../domain/connector-errors.ts';
import type { CustomSettings } from '../domain/custom-settings.ts';
import type { OrganizationId } from '../domain/ids.ts';
import { create } from '../domain/transitions.ts';
import { Clock, Identifiers, Quota, UnitOfWork } from './ports.ts';

interface CreateConnectorCommand extends NamedLevel {
  organizationId: OrganizationId;
  kind: ConnectorKind;
  name: string;
  description: string;
  custom: CustomSettings | null;
  staleGraceMs: number;
  authorized: boolean;
  actor: string;
}

@Injectable()
export class CreateConnector {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly identifiers: Identifiers,
    private readonly quota: Quota,
    private readonly clock: Clock,
  ) {}

  /** @throws AccessLevelUnclear, ValidationUrlElsewhere, ConsentMissing, NameTaken, QuotaExceeded */
  async execute({ actor, scopes, ...asked }: CreateConnectorCommand): Promise<Connector> {
    const wanted = { ...asked, accessLevel: requireNamedLevel({ ...asked, scopes }) };
    const created = create({ ...wanted, connectorId: this.identifiers.connectorId() }, { actor, at: this.clock.now() });
    return this.unitOfWork.run(wanted.organizationId, async ({ connectors, record }) => {
      const { connectorsPerOrganization } = this.quota;
      if ((await connectors.countForCreation(wanted.organizationId)) >= connectorsPerOrganization) {
        throw new QuotaExceeded(connectorsPerOrganization);
      }
      await connectors.insert(created.connector);
      record(created);
      return created.connector;
    });
  }
}
