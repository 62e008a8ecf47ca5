import { organization } from '../../test/given.ts';
import { openUseCases } from '../../test/use-cases.ts';
import { ConsentMissing, NameTaken, QuotaExceeded } from '../domain/connector-errors.ts';
import { CreateConnector } from './create-connector.ts';

describe('CreateConnector', () => {
  const command = {
    organizationId: organization,
    kind: 'webex-contact-center',
    name: 'CRM',
    description: '',
    accessLevel: 'READ_ONLY',
    custom: null,
    staleGraceMs: 0,
    authorized: true,
    actor: 'ada',
  } as const;

  function open(connectorsPerOrganization = 10) {
    const parts = openUseCases();
    const createConnector = new CreateConnector(parts.unitOfWork, parts.identifiers, { connectorsPerOrganization }, parts.clock);
    return { ...parts, createConnector };
  }

  it('stores an active connector and records its creation', async () => {
    const { createConnector, stored, eventTypes } = open();
    const connector = await createConnector.execute(command);
    expect(await stored(connector.connectorId)).toEqual(connector);
    expect(connector).toMatchObject({ state: 'ACTIVE', version: 1, name: 'CRM' });
    expect(eventTypes()).toEqual(['ConnectorCreated']);
  });

  it('stores nothing without consent', async () => {
    const { createConnector, eventTypes } = open();
    await expect(createConnector.execute({ ...command, authorized: false })).rejects.toThrow(ConsentMissing);
    expect(eventTypes()).toEqual([]);
  });

  it('refuses a name that is taken, and records nothing', async () => {
    const { createConnector, eventTypes } = open();
    await createConnector.execute(command);
    await expect(createConnector.execute({ ...command, name: 'crm' })).rejects.toThrow(NameTaken);
    expect(eventTypes()).toEqual(['ConnectorCreated']);
  });

  it('refuses one connector more than the quota', async () => {
    const { createConnector } = open(2);
    await createConnector.execute({ ...command, name: 'one' });
    await createConnector.execute({ ...command, name: 'two' });
    await expect(createConnector.execute({ ...command, name: 'three' })).rejects.toThrow(new QuotaExceeded(2));
  });
});
