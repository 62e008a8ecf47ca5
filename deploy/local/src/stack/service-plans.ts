import { createServiceDatabase, createTenantDatabase, type DatabaseAddresses } from './databases.ts';
import { at, executorPort, ports } from './layout.ts';
import type { Secrets } from './secrets.ts';
import type { ServicePlan } from './service-process.ts';

export interface Backing {
  kafkaBrokers: string;
  /** How a service reaches its own database, under its own role. */
  databaseOf(service: string): DatabaseAddresses;
}

const entryOf = (service: string): string => `services/${service}/dist/main.js`;

/** The stand-in world is started first: the services take their identities from it. */
export const sandboxPlan = (secrets: Secrets): ServicePlan => ({
  name: 'sandbox',
  url: at(ports.sandbox),
  entry: entryOf('sandbox'),
  env: {
    PORT: String(ports.sandbox),
    PUBLIC_URL: at(ports.sandbox),
    ...Object.fromEntries(
      Object.entries(secrets.clients).map(([client, secret]) => [`${client.toUpperCase().replaceAll('-', '_')}_CLIENT_SECRET`, secret]),
    ),
  },
});

/**
 * Every service of Patchbay as a process of its own.
 * @param platformOperatorId the user who may administer every organization
 */
export function servicePlans(secrets: Secrets, backing: Backing, platformOperatorId: string, executors: number): ServicePlan[] {
  const service = (name: string, port: number, env: Record<string, string> = {}, processName = name): ServicePlan => ({
    name: processName,
    url: at(port),
    entry: entryOf(name),
    env: {
      PORT: String(port),
      ...backing.databaseOf(name),
      KAFKA_BROKERS: backing.kafkaBrokers,
      OIDC_ISSUER: `${at(ports.sandbox)}/oidc`,
      OIDC_CLIENT_SECRET: secrets.clients[name] as string,
      AUTHZ_URL: at(ports.authz),
      ...env,
    },
  });
  return [
    service('authz', ports.authz, { PLATFORM_OPERATORS: platformOperatorId }),
    service('connector-registry', ports.registry, { TOKEN_BROKER_URL: at(ports.tokenBroker) }),
    service('token-broker', ports.tokenBroker, {
      REGISTRY_URLS: at(ports.registry),
      KEY_ENCRYPTION_KEY: secrets.keyEncryptionKey,
      OUTBOUND_ALLOW_PRIVATE: `localhost:${ports.sandbox}`,
      ALLOW_INSECURE_ISSUERS: 'true',
    }),
    ...Array.from({ length: executors }, (_, index) =>
      service(
        'flow-executor',
        executorPort(index),
        {
          REGISTRY_URL: at(ports.registry),
          TOKEN_BROKER_URL: at(ports.tokenBroker),
          OUTBOUND_ALLOW_PRIVATE: `localhost:${ports.sandbox}`,
          OUTBOUND_CALL_LOG: 'on',
        },
        `flow-executor-${index + 1}`,
      ),
    ),
  ];
}

/** Services with a database, and how it is made. */
export const databases: Readonly<Record<string, typeof createServiceDatabase>> = {
  'connector-registry': createTenantDatabase,
  authz: createServiceDatabase,
  'token-broker': createServiceDatabase,
  'flow-executor': createServiceDatabase,
};
