import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Action, Role } from '@patchbay/contracts';
import { administration, platformOperation, roleMatrix, serviceMatrix } from '../../../test/role-matrix.ts';
import type { Facts } from '../../domain/decision.ts';
import { CedarPolicyEngine } from './cedar-policy-engine.ts';

const engine = new CedarPolicyEngine();

const permittedTo = (subject: Facts['subject'], licence: Facts['licence'] = 'FLEX3'): string[] =>
  Action.options.filter((action) => engine.isPermitted({ subject, action, licence })).toSorted();
const user = (role: Role): Facts['subject'] => ({ type: 'user', roles: [role], platformOperator: false });

describe('the policies', () => {
  it.each(Role.options)('permit %s exactly what the role matrix says', (role) => {
    expect(permittedTo(user(role))).toEqual(roleMatrix[role].toSorted());
  });

  it.each(Object.keys(serviceMatrix))('permit the service %s exactly what it needs', (id) => {
    expect(permittedTo({ type: 'service', id })).toEqual((serviceMatrix[id] as Action[]).toSorted());
  });

  it('permit a platform operator to run the platform, not to administer connectors', () => {
    expect(permittedTo({ type: 'user', roles: [], platformOperator: true })).toEqual(platformOperation.toSorted());
  });

  it.each(['FLEX2', 'NONE'] as const)('keep creation and activation from an organization with the licence %s', (licence) => {
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

describe('CedarPolicyEngine', () => {
  let folder: string;
  const engineWith = (policies: Record<string, string>) => {
    copyFileSync(new URL('../../../policies/schema.cedarschema', import.meta.url), join(folder, 'schema.cedarschema'));
    for (const [name, policy] of Object.entries(policies)) writeFileSync(join(folder, `${name}.cedar`), policy);
    return new CedarPolicyEngine(pathToFileURL(`${folder}/`));
  };
  const anybody: Facts = { subject: user('full-admin'), action: 'flow.read', licence: 'FLEX3' };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'policies-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('permits what one policy permits and none forbids', () => {
    expect(engineWith({ permit: 'permit (principal, action, resource);' }).isPermitted(anybody)).toBe(true);
  });

  it('refuses when a policy that would forbid errs instead', () => {
    const forbid = 'forbid (principal, action, resource) when { 9223372036854775807 + 1 > 0 };';
    expect(engineWith({ permit: 'permit (principal, action, resource);', forbid }).isPermitted(anybody)).toBe(false);
  });

  it.each([
    ['an unknown action', 'permit (principal, action == Action::"connector.steal", resource);'],
    ['an unknown attribute', 'permit (principal is User, action, resource) when { principal.rolls.contains("full-admin") };'],
    ['a syntax error', 'permit principal;'],
  ])('does not start with %s in a policy, and names the policy', (_what, policy) => {
    expect(() => engineWith({ broken: policy })).toThrow('broken');
  });
});
