import type { OrganizationId } from '@patchbay/contracts';
import { at, executorPort, ports } from '../stack/layout.ts';

const { REGISTRY_URL, AUTHZ_URL, TOKEN_BROKER_URL, SANDBOX_URL, EXECUTOR_URLS } = process.env;

/** Where the services are: on this machine, unless the environment says otherwise (as in docker-compose.yml). */
const registryUrl = REGISTRY_URL ?? at(ports.registry);
const authzUrl = AUTHZ_URL ?? at(ports.authz);
const tokenBrokerUrl = TOKEN_BROKER_URL ?? at(ports.tokenBroker);
export const sandboxUrl = SANDBOX_URL ?? at(ports.sandbox);
const executorUrl = (index: number): string => EXECUTOR_URLS?.split(',')[index] ?? at(executorPort(index));

/** The services' resources of one organization. */
export const registryOf = (organizationId: OrganizationId): string => `${registryUrl}/v1/organizations/${organizationId}`;
export const authzOf = (organizationId: OrganizationId): string => `${authzUrl}/v1/organizations/${organizationId}`;
export const tokenBrokerOf = (organizationId: OrganizationId): string => `${tokenBrokerUrl}/v1/organizations/${organizationId}`;
export const executorOf = (organizationId: OrganizationId, index = 0): string => `${executorUrl(index)}/v1/organizations/${organizationId}`;
