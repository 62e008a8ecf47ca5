export { type AuthzStub, allowAll, type Decide, refuse, startAuthzStub } from './authz-stub.ts';
export { createDatabase, type DatabaseTemplate, type TestDatabase } from './create-database.ts';
export { createTenantDatabase, type TenantDatabase, type TenantDatabaseUrls } from './create-tenant-database.ts';
export { declaredCodes, documentedIn } from './documentation.ts';
export { eventually } from './eventually.ts';
export { FixedClock } from './fixed-clock.ts';
export { startIdentityProvider, type TestIdentityProvider } from './identity-provider.ts';
export { openKafka, type TestKafka } from './open-kafka.ts';
export { startTestStack, type TestStack } from './test-stack.ts';
