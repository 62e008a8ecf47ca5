import { Injectable } from '@nestjs/common';
import type { Connector } from '../domain/connector.ts';
import { activate } from '../domain/transitions.ts';
import { ChangeConnector, type ConnectorCommand } from './change-connector.ts';

@Injectable()
export class ActivateConnector {
  constructor(private readonly change: ChangeConnector) {}

  /** @throws ConnectorNotFound, StaleVersion, IllegalTransition */
  execute(command: ConnectorCommand): Promise<Connector> {
    return this.change.by(command, activate);
  }
}
