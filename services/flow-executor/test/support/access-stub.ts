import type { startAuthzStub } from '@patchbay/testing';

/** Whom the stub of authz refuses, and why. */
const refused: Readonly<Record<string, 'role-not-allowed' | 'not-a-member'>> = {
  'read-only-admin': 'role-not-allowed',
  stranger: 'not-a-member',
};

/** Everybody else may do everything, but only an administrator takes away the lock of somebody else. */
export const decide: Parameters<typeof startAuthzStub>[0] = ({ subject: { id }, action: { name } }) => {
  const code = name === 'flow.break-lock' && id !== 'full-admin' ? 'role-not-allowed' : refused[id];
  return code === undefined ? { decision: true } : { decision: false, context: { reason: { code, message: code } } };
};
