import { randomUUID } from 'node:crypto';
import type { Config } from '../src/config.ts';
import type { Organization } from '../src/domain/organization.ts';
import { organizationIdOf } from '../src/domain/organization-id.ts';
import type { RoleAssignment } from '../src/domain/role-assignment.ts';

/** A page that takes everything that a test has made. */
export const onePage = { size: 1_000, after: undefined };

export const noon = new Date('2026-01-02T12:00:00.000Z');

export const givenOrganization = (given: Partial<Organization> = {}): Organization => ({
  organizationId: organizationIdOf(randomUUID()),
  name: 'Acme',
  licence: 'FLEX3',
  timeZone: 'UTC',
  createdAt: noon,
  ...given,
});

export const givenAssignment = (given: Partial<RoleAssignment> & Pick<RoleAssignment, 'organizationId'>): RoleAssignment => ({
  userId: 'u-1',
  role: 'full-admin',
  assignedAt: noon,
  assignedBy: 'u-operator',
  ...given,
});

export const givenConfig = (given: Partial<Config> = {}): Config => ({
  PORT: 0,
  LOG_LEVEL: 'silent',
  OIDC_ISSUER: 'http://127.0.0.1:1',
  TOKEN_AUDIENCE: 'urn:patchbay',
  AUTHZ_URL: 'http://authz.test:8082/',
  INSTANCE_ID: 'authz-1',
  POSTGRES_URL: 'postgres://127.0.0.1:1/none',
  POSTGRES_POOL_SIZE: 4,
  KAFKA_BROKERS: ['127.0.0.1:1'],
  KAFKA_TOPIC_PREFIX: '',
  PLATFORM_OPERATORS: [],
  ...given,
});
