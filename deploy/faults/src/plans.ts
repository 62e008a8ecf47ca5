import { fileURLToPath } from 'node:url';
import type { TenantDatabase } from '@patchbay/testing';
import { Member } from './member.ts';
import { Network } from './network.ts';
import type { Surroundings } from './surroundings.ts';

export interface FleetOptions {
  executors?: number;
  registries?: number;
  brokers?: number;
  /** How long a lease is: `strict` 2 s, `default` 5 s, `relaxed` 30 s. */
  profile?: 'strict' | 'default' | 'relaxed';
  /** A proxy between each process and everything that it talks to, or Kafka alone. */
  proxied?: boolean | 'kafka';
  /** So that event loops can be blocked. */
  inspected?: boolean;
  /** On a Postgres that the test may do anything with. Default: one in that of the test run. */
  registryDatabase?: TenantDatabase;
  /** Further variables for every process of a service. */
  env?: Partial<Record<ServiceName, Record<string, string>>>;
}

type ServiceName = 'flow-executor' | 'connector-registry' | 'token-broker';
type Variables = Record<string, string>;

const keyEncryptionKey = Buffer.alloc(32, 7).toString('base64');
const redirecting = fileURLToPath(new URL('./redirect-connections.ts', import.meta.url));

/** How each replica is started. Registries first: the others are told where they are. */
export class Plans {
  private readonly around: Surroundings;
  private readonly options: FleetOptions;

  constructor(around: Surroundings, options: FleetOptions) {
    this.around = around;
    this.options = options;
  }

  registry(number: number): Promise<Member> {
    const { registryDatabase, toBroker } = this.around;
    return this.plan('connector-registry', number, async (network) => ({
      POSTGRES_URL: await this.by(network, 'postgres', registryDatabase.url),
      POSTGRES_MIGRATION_URL: registryDatabase.migrationUrl,
      TOKEN_BROKER_URL: toBroker.url,
      LEASE_PROFILE: this.options.profile ?? 'default',
      CONNECTOR_QUOTA: '1000',
    }));
  }

  broker(number: number, registries: readonly Member[]): Promise<Member> {
    return this.plan('token-broker', number, async (network) => ({
      POSTGRES_URL: await this.by(network, 'postgres', this.around.brokerDatabase.url),
      REGISTRY_URLS: (await this.byAll(network, registries)).join(','),
      KEY_ENCRYPTION_KEY: keyEncryptionKey,
      OUTBOUND_ALLOW_PRIVATE: this.around.upstream.host,
      ALLOW_INSECURE_ISSUERS: 'true',
    }));
  }

  executor(number: number, registries: readonly Member[], brokers: readonly Member[]): Promise<Member> {
    return this.plan('flow-executor', number, async (network) => {
      const registryUrls = await this.byAll(network, registries);
      return {
        POSTGRES_URL: await this.by(network, 'postgres', this.around.executorDatabase.url),
        REGISTRY_URL: registryUrls[0] ?? '',
        REGISTRY_URLS: registryUrls.join(','),
        TOKEN_BROKER_URL: await this.by(network, 'token-broker', brokers[(number - 1) % brokers.length]?.url ?? ''),
        OUTBOUND_ALLOW_PRIVATE: this.around.upstream.host,
      };
    });
  }

  private async plan(service: ServiceName, number: number, own: (network: Network) => Promise<Variables>): Promise<Member> {
    const { identity, authz, kafka } = this.around;
    const name = `${service}-${number}`;
    const network = new Network();
    const flags = [
      ...(this.options.inspected ? ['--inspect=127.0.0.1:0'] : []),
      ...(this.options.proxied ? ['--import', redirecting] : []),
    ];
    const env = {
      INSTANCE_ID: name,
      OIDC_ISSUER: identity.issuer,
      OIDC_CLIENT_SECRET: identity.clientSecret,
      AUTHZ_URL: authz.url,
      KAFKA_BROKERS: kafka.brokers.join(','),
      KAFKA_TOPIC_PREFIX: kafka.topicPrefix,
      REDIRECT: await this.aroundKafka(network),
      ...(await own(network)),
      ...this.options.env?.[service],
    };
    return new Member({ service, name, network, start: { env, flags } });
  }

  private async by(network: Network, peer: string, url: string): Promise<string> {
    return this.options.proxied === true ? (await network.open(peer, url)).via(url) : url;
  }

  private byAll(network: Network, registries: readonly Member[]): Promise<string[]> {
    return Promise.all(registries.map(({ name, url }) => this.by(network, name, url)));
  }

  /** Kafka tells its clients where its brokers are, whatever address they were given. */
  private async aroundKafka(network: Network): Promise<string> {
    if (!this.options.proxied) return '';
    const pairs = this.around.kafka.brokers.map(
      async (broker) => `${broker}=127.0.0.1:${(await network.open('kafka', `tcp://${broker}`)).port}`,
    );
    return (await Promise.all(pairs)).join(',');
  }
}
