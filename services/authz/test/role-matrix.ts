import type { Action, Role } from '@patchbay/contracts';

const views: Action[] = [
  'connector.read',
  'connector.list-names',
  'outbound-hosts.read',
  'operation.read',
  'organization.read',
  'history.read',
  'token.status',
  'credentials.read',
];
export const administration: Action[] = [
  'connector.create',
  'connector.update',
  'connector.deactivate',
  'connector.activate',
  'connector.delete',
  'credentials.write',
  'outbound-hosts.replace',
];
const flowViews: Action[] = ['flow.read', 'execution.read'];
const flowAdministration: Action[] = ['flow.unlock', 'flow.break-lock', 'flow.resume'];
const development: Action[] = [
  'flow.read',
  'flow.write',
  'flow.publish',
  'flow.delete',
  'flow.lock',
  'flow.unlock',
  'flow.resume',
  'execution.start',
  'execution.continue',
  'execution.read',
  'execution.dry-run',
  'connector.list-names',
  'outbound-hosts.read',
];
const writer: Action[] = [...views, ...administration, ...flowViews, ...flowAdministration];
const reader: Action[] = [...views, ...flowViews];

/** Role to everything that it may do, in an organization with the licence. */
export const roleMatrix: Record<Role, Action[]> = {
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
  'enforcement-point': ['lease.hold'],
};

/** Service to everything that it may do. */
export const serviceMatrix: Readonly<Record<string, Action[]>> = {
  'flow-executor': [
    'connector.list-names',
    'connector.snapshot',
    'lease.hold',
    'reference.register',
    'reference.release',
    'token.issue',
    'authorization.evaluate',
  ],
  'connector-registry': ['organization.read', 'token.revoke', 'token.status', 'authorization.evaluate'],
  'token-broker': ['connector.snapshot', 'lease.hold', 'authorization.evaluate'],
  'voice-platform': ['execution.start', 'execution.continue'],
  'some-other-service': [],
};

export const platformOperation: Action[] = [
  'lease.read',
  'oauth-client.manage',
  'outbound-hosts.read',
  'outbound-hosts.replace',
  'operation.read',
  'organization.read',
  'organization.manage',
  'role.assign',
  'role.read',
  'token.status',
];
