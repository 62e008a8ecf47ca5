/** Everything that the Contact Center API may be asked for. The first two are what a read-only connector has, the first four what a read-write one has. */
export const contactCenterScopes = [
  'cjp:config',
  'cjp:config_read',
  'cjp:config_write',
  'cjp:user',
  'cjds:admin_org_read',
  'cjds:admin_org_write',
] as const;
export type ContactCenterScope = (typeof contactCenterScopes)[number];

const read = ['cjp:config', 'cjp:config_read'] as const;

/** Which scopes open an operation: one of those listed is enough. They do not follow the method, as at the vendor. */
export const scopesFor = {
  configurationRead: read,
  configurationWrite: ['cjp:config_write'],
  reporting: read,
  callControl: ['cjp:user'],
  journeyRead: ['cjds:admin_org_read', 'cjds:admin_org_write', 'cjp:user', 'cjp:config_write', 'cjp:config_read'],
  journeyWrite: ['cjds:admin_org_write', 'cjp:config_write'],
} as const satisfies Record<string, readonly ContactCenterScope[]>;
