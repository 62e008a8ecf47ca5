import { Injectable } from '@nestjs/common';
import type { Connector, HaltMode } from '../domain/connector.ts';
import { deactivate } from '../domain/transitions.ts';
import { ChangeConnector, type ConnectorCommand } from './change-connector.ts';

/** Needs the registry's own database and nothing else: no fault elsewhere may keep a connector alive. */
@Injectable()
export class DeactivateConnector {
  constructor(private readonly change: ChangeConnector) {}

  /** @throws ConnectorNotFound, StaleVersion, IllegalTransition */
  execute(command: ConnectorCommand & { mode: HaltMode; reason: string }): Promise<Connector> {
    return this.change.by(command, (connector, act) => deactivate(connector, command, act));
  }
}
