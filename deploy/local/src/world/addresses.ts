import type { OrganizationId } from '@patchbay/contracts';
import { at, executorPort, ports } from '../stack/layout.ts';

/** The services' resources of one organization. */
export const registryOf = (organizationId: OrganizationId): string => `${at(ports.registry)}/v1/organizations/${organizationId}`;
export const authzOf = (organizationId: OrganizationId): string => `${at(ports.authz)}/v1/organizations/${organizationId}`;
export const tokenBrokerOf = (organizationId: OrganizationId): string => `${at(ports.tokenBroker)}/v1/organizations/${organizationId}`;
export const executorOf = (organizationId: OrganizationId, index = 0): string => `${at(executorPort(index))}/v1/organizations/${organizationId}`;
