import { Action, Role } from '@patchbay/contracts';
import type { Facts } from '../../domain/decision.ts';
import { CedarPolicyEngine } from './cedar-policy-engine.ts';

const engine = new CedarPolicyEngine();

const views = ['connector.read', 'connector.list-names', 'operation.read', 'token.status'];
const administration = ['connector.create', 'connector.update', 'connector.deactivate', 'connector.activate', 'connector.delete'];
const flowViews = ['flow.read', 'execution.read'];
const development = ['flow.read', 'flow.write', 'flow.publish', 'flow.delete', 'execution.start', 'execution.read', 'connector.list-names'];
const writer = [...views, ...administration, ...flowViews];
const reader = [...views, ...flowViews];

const matrix: Record<Role, string[]> = {
  'full-admin': writer,
  'contact-center-service-admin': writer,
  'external-full-admin': writer,
  'external-contact-center-admin': writer,
  'help-desk-full-admin': writer,
  'partner-full-admin': writer,
  'external-read-only-admin': reader,
  'help-desk-basic-admin': reader,
  'partner-read-only-admin': reader,
  'read-only-admin': [],
  'flow-developer': development,
};

const services: Record<string, string[]> = {
  'flow-executor': ['connector.list-names', 'connector.snapshot', 'reference.register', 'reference.release', 'token.issue', 'authorization.evaluate'],
  'connector-registry': ['token.revoke', 'authorization.evaluate'],
  'token-broker': ['authorization.evaluate'],
  'voice-platform': ['execution.start'],
  'some-other-service': [],
};

const permittedTo = (subject: Facts['subject'], licence = 'FLEX3'): string[] =>
  Action.options.filter((action) => engine.isPermitted({ subject, action, licence })).toSorted();
const user = (role: Role): Facts['subject'] => ({ type: 'user', roles: [role], platformOperator: false });

describe('the policies', () => {
  it.each(Role.options)('permit %s exactly what the role matrix says', (role) => {
    expect(permittedTo(user(role))).toEqual(matrix[role].toSorted());
  });

  it.each(Object.keys(services))('permit the service %s exactly what it needs', (id) => {
    expect(permittedTo({ type: 'service', id })).toEqual((services[id] as string[]).toSorted());
  });

  it('permit a platform operator to run the platform, not to administer connectors', () => {
    expect(permittedTo({ type: 'user', roles: [], platformOperator: true })).toEqual(
      ['oauth-client.manage', 'operation.read', 'organization.manage', 'role.assign', 'role.read', 'token.status'].toSorted(),
    );
  });

  it.each(['FLEX2', 'NONE'])('keep creation and activation from an organization with the licence %s', (licence) => {
    const refused = administration.filter((action) => !permittedTo(user('full-admin'), licence).includes(action));
    expect(refused).toEqual(['connector.create', 'connector.activate']);
  });

  it('permit nothing to a user without a role', () => {
    expect(permittedTo({ type: 'user', roles: [], platformOperator: false })).toEqual([]);
  });

  it('refuse an action that the schema does not know', () => {
    expect(engine.isPermitted({ subject: user('full-admin'), action: 'connector.steal', licence: 'FLEX3' })).toBe(false);
  });
});
