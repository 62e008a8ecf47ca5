import { topics } from '@patchbay/contracts';
import {
  allowAll,
  createDatabase,
  createTenantDatabase,
  openKafka,
  startAuthzStub,
  startIdentityProvider,
  type TenantDatabase,
  type TestDatabase,
  type TestIdentityProvider,
  type TestKafka,
} from '@patchbay/testing';
import { RecordingUpstream } from './recording-upstream.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** What a fleet has around it, and nobody else uses. */
export interface Surroundings {
  registryDatabase: TenantDatabase;
  brokerDatabase: TestDatabase;
  executorDatabase: TestDatabase;
  kafka: TestKafka;
  identity: TestIdentityProvider;
  /** Permits everything. */
  authz: { url: string; stop(): Promise<void> };
  upstream: RecordingUpstream;
  /** Between the registries and the token broker, each of which wants to know the other before it is there. */
  toBroker: TcpProxy;
}

/** In Postgres and Kafka of the test run. */
export async function surroundings(given: { registryDatabase?: TenantDatabase }): Promise<Surroundings> {
  const [registryDatabase, brokerDatabase, executorDatabase, kafka, identity, authz, upstream, toBroker] = await Promise.all([
    given.registryDatabase ?? createTenantDatabase('connector_registry'),
    createDatabase(),
    createDatabase(),
    openKafka(topics),
    startIdentityProvider(),
    startAuthzStub(allowAll),
    RecordingUpstream.start(),
    TcpProxy.start(),
  ]);
  return { registryDatabase, brokerDatabase, executorDatabase, kafka, identity, authz, upstream, toBroker };
}

export async function removeSurroundings(around: Surroundings): Promise<void> {
  const { registryDatabase, brokerDatabase, executorDatabase, identity, authz, upstream, toBroker } = around;
  await Promise.all([identity, authz, upstream, toBroker].map((neighbour) => neighbour.stop()));
  await Promise.all([registryDatabase, brokerDatabase, executorDatabase].map((database) => database.drop()));
}
