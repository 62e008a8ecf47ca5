import { Injectable } from '@nestjs/common';
import type { Connector } from '../domain/connector.ts';
import { type ConnectorChanges, update } from '../domain/update.ts';
import { ChangeConnector, type ConnectorCommand } from './change-connector.ts';

@Injectable()
export class UpdateConnector {
  constructor(private readonly change: ChangeConnector) {}

  /** @throws ConnectorNotFound, StaleVersion, IllegalTransition, FieldNotOfKind, AccessLevelUnclear, ValidationUrlElsewhere, ConsentMissing, NameTaken */
  execute(command: ConnectorCommand & { changes: ConnectorChanges }): Promise<Connector> {
    return this.change.by(command, (connector, act) => update(connector, command.changes, act));
  }
}
