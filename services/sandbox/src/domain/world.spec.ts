import { clients, DEMO_ORGANIZATION_ID, developmentSecretOf, findUser, organizations, secretVariableOf, users } from './world.ts';

describe('the world', () => {
  it('has one user for each role of the demo organization, one operator of the platform, and somebody elsewhere', () => {
    const demoRoles = users.filter(({ organizationId }) => organizationId === DEMO_ORGANIZATION_ID).map(({ role }) => role);
    expect(demoRoles.toSorted()).toEqual(
      [
        'full-admin',
        'contact-center-service-admin',
        'external-full-admin',
        'external-contact-center-admin',
        'help-desk-full-admin',
        'partner-full-admin',
        'external-read-only-admin',
        'help-desk-basic-admin',
        'partner-read-only-admin',
        'read-only-admin',
        'flow-developer',
        'enforcement-point',
      ].toSorted(),
    );
    expect(users.filter(({ organizationId }) => organizationId === null).map(({ role }) => role)).toEqual(['platform-operator']);
    expect(users.filter(({ organizationId }) => organizationId !== null && organizationId !== DEMO_ORGANIZATION_ID)).toHaveLength(1);
  });

  it('gives every id once', () => {
    const ids = [...users.map(({ userId }) => userId), ...organizations.map(({ organizationId }) => organizationId)];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has an integration for each organization', () => {
    const integrated = clients.filter(({ kind }) => kind === 'integration').map(({ organizationId }) => organizationId);
    expect(integrated).toEqual(organizations.map(({ organizationId }) => organizationId));
  });
});

describe('findUser', () => {
  it.each(['01990000-0000-7000-8000-000000000101', 'full-admin@demo.example', 'full-admin'])('knows %s', (reference) => {
    expect(findUser(reference)).toMatchObject({ name: 'Ada Full' });
  });

  it('tells people of other organizations apart', () => {
    expect(findUser('full-admin@other.example')).toMatchObject({ name: 'Max Full' });
  });

  it('does not know anybody else', () => {
    expect(findUser('mallory')).toBeUndefined();
  });
});

describe('a secret', () => {
  it('is set in a variable named after its client, and has a value for development', () => {
    expect([secretVariableOf('connector-registry'), developmentSecretOf('connector-registry')]).toEqual([
      'CONNECTOR_REGISTRY_CLIENT_SECRET',
      'connector-registry-development-secret',
    ]);
  });
});
