/** The people, organizations and OAuth clients of the stand-in world. Fixed ids, so that scripts and tests may name them. */

export const DEMO_ORGANIZATION_ID = '01990000-0000-7000-8000-000000000001';
export const OTHER_ORGANIZATION_ID = '01990000-0000-7000-8000-000000000002';

export interface WorldOrganization {
  readonly organizationId: string;
  readonly name: string;
  readonly licence: 'FLEX3';
  /** Workspace of the organization's customer journey data. */
  readonly workspaceId: string;
}

export const organizations: readonly WorldOrganization[] = [
  { organizationId: DEMO_ORGANIZATION_ID, name: 'Demo Organization', licence: 'FLEX3', workspaceId: '65f1a0c2d4b86a0012ab0001' },
  { organizationId: OTHER_ORGANIZATION_ID, name: 'Other Organization', licence: 'FLEX3', workspaceId: '65f1a0c2d4b86a0012ab0002' },
];

export interface WorldUser {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  /** `null` for the platform operator, who belongs to no organization. */
  readonly organizationId: string | null;
}

function user(number: number, role: string, name: string, organizationId: string | null, domain = 'demo.example'): WorldUser {
  const userId = `01990000-0000-7000-8000-0000000001${String(number).padStart(2, '0')}`;
  return { userId, email: `${role}@${domain}`, name, role, organizationId };
}

export const users: readonly WorldUser[] = [
  user(1, 'full-admin', 'Ada Full', DEMO_ORGANIZATION_ID),
  user(2, 'contact-center-service-admin', 'Ben Service', DEMO_ORGANIZATION_ID),
  user(3, 'external-full-admin', 'Cleo External', DEMO_ORGANIZATION_ID),
  user(4, 'external-contact-center-admin', 'Dan External', DEMO_ORGANIZATION_ID),
  user(5, 'help-desk-full-admin', 'Eva Desk', DEMO_ORGANIZATION_ID),
  user(6, 'partner-full-admin', 'Finn Partner', DEMO_ORGANIZATION_ID),
  user(7, 'external-read-only-admin', 'Gia Reader', DEMO_ORGANIZATION_ID),
  user(8, 'help-desk-basic-admin', 'Hugo Desk', DEMO_ORGANIZATION_ID),
  user(9, 'partner-read-only-admin', 'Iris Reader', DEMO_ORGANIZATION_ID),
  user(10, 'read-only-admin', 'Jon Reader', DEMO_ORGANIZATION_ID),
  user(11, 'flow-developer', 'Kim Flow', DEMO_ORGANIZATION_ID),
  user(12, 'platform-operator', 'Lea Operator', null),
  user(13, 'full-admin', 'Max Full', OTHER_ORGANIZATION_ID, 'other.example'),
  user(14, 'enforcement-point', 'Legacy Gateway', DEMO_ORGANIZATION_ID),
];

/** By id, by e-mail, or by the part of the e-mail before `@demo.example`. */
export function findUser(reference: string): WorldUser | undefined {
  return users.find(({ userId, email }) => [userId, email, email.replace('@demo.example', '')].includes(reference));
}

/** `console` signs people in, a `service` calls other services, an `integration` is an organization's registration at the Contact Center. */
type ClientKind = 'console' | 'service' | 'integration';
export interface WorldClient {
  readonly clientId: string;
  readonly kind: ClientKind;
  /** Of an integration: the organization whose data its tokens open. */
  readonly organizationId: string | null;
}

export const CONSOLE_CLIENT_ID = 'console';
export const clients: readonly WorldClient[] = [
  { clientId: CONSOLE_CLIENT_ID, kind: 'console', organizationId: null },
  { clientId: 'connector-registry', kind: 'service', organizationId: null },
  { clientId: 'authz', kind: 'service', organizationId: null },
  { clientId: 'token-broker', kind: 'service', organizationId: null },
  { clientId: 'flow-executor', kind: 'service', organizationId: null },
  { clientId: 'voice-platform', kind: 'service', organizationId: null },
  { clientId: 'demo-integration', kind: 'integration', organizationId: DEMO_ORGANIZATION_ID },
  { clientId: 'other-integration', kind: 'integration', organizationId: OTHER_ORGANIZATION_ID },
];

/** `CONNECTOR_REGISTRY_CLIENT_SECRET` is where the secret of `connector-registry` is set. */
export function secretVariableOf(clientId: string): string {
  return `${clientId.toUpperCase().replaceAll('-', '_')}_CLIENT_SECRET`;
}

export function developmentSecretOf(clientId: string): string {
  return `${clientId}-development-secret`;
}
