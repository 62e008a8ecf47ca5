import type { OperationQueue, RegistryReader, Stores, UnitOfWork } from '../../src/application/ports.ts';
import type { Connector } from '../../src/domain/connector.ts';
import { connectorId, operationId } from '../../src/domain/ids.ts';
import { given, later, nth, organization, someConnector } from '../given.ts';

export const operation = operationId(nth(0xa1));
export const eventId = nth(0xe1);
export const act = { actor: 'bob', at: later };
export const every = { size: 100, after: undefined };
export const named = (n: number, over: Partial<Connector> = {}) => given({ connectorId: connectorId(nth(n)), name: `CRM ${n}`, ...over });

export interface OpenRegistry {
  unitOfWork: UnitOfWork;
  reader: RegistryReader;
  queue: OperationQueue;
}

/** The registry of the test that runs: an empty one for each. */
export class RegistryUnderTest {
  private opened: OpenRegistry | undefined;

  constructor(private readonly openEmpty: () => Promise<OpenRegistry>) {}

  async open(): Promise<void> {
    this.opened = await this.openEmpty();
  }

  get reader(): RegistryReader {
    return this.current.reader;
  }

  get queue(): OperationQueue {
    return this.current.queue;
  }

  /** In the organization that the tests are about. */
  run<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result> {
    return this.current.unitOfWork.run(organization, work);
  }

  async insert(...inserted: Connector[]): Promise<void> {
    for (const connector of inserted) {
      await this.current.unitOfWork.run(connector.organizationId, ({ connectors }) => connectors.insert(connector));
    }
  }

  stored(id = someConnector): Promise<Connector> {
    return this.reader.getConnector(organization, id);
  }

  private get current(): OpenRegistry {
    if (!this.opened) throw new Error('no test runs');
    return this.opened;
  }
}
