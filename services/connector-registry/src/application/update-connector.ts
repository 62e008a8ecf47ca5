import { Injectable } from '@nestjs/common';
import type { Connector } from '../domain/connector.ts';
import { type ConnectorChanges, update } from '../domain/transitions.ts';
import { ChangeConnector, type ConnectorCommand } from './change-connector.ts';

@Injectable()
export class UpdateConnector {
  constructor(private readonly change: ChangeConnector) {}

  /** @throws ConnectorNotFound, StaleVersion, IllegalTransition, ConsentMissing, NameTaken */
  execute(command: ConnectorCommand & { changes: ConnectorChanges }): Promise<Connector> {
    return this.change.by(command, (connector, act) => update(connector, command.changes, act));
  }
}
