import { randomUUID } from 'node:crypto';
import { authzEvents, type EvaluationRequest, type EvaluationResponse, OrganizationId } from '@patchbay/contracts';
import { createService, type RunningService } from '@patchbay/service-kit';
import {
  callHttp,
  createDatabase,
  type HttpAnswer,
  type HttpCall,
  openKafka,
  startIdentityProvider,
  type TestDatabase,
  type TestIdentityProvider,
  type TestKafka,
} from '@patchbay/testing';
import { appModule, serviceName } from '../src/app.module.ts';
import type { Config } from '../src/config.ts';
import { givenConfig } from './given.ts';

export type Answer = HttpAnswer<Record<string, unknown>>;

export interface Call extends Partial<HttpCall> {
  /** Default: the platform operator's; null sends none. */
  token?: string | null;
}

/** The service as it runs in production, on a database and a topic of its own, and what a test says to it over HTTP. */
export class RunningAuthz {
  readonly operator = randomUUID();

  /** The replica that is spoken to is the first. */
  private readonly replicas: RunningService[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly kafka: TestKafka,
    readonly identity: TestIdentityProvider,
  ) {}

  /** What the service needs, without the service. */
  static async prepare(): Promise<RunningAuthz> {
    const [database, kafka, identity] = await Promise.all([createDatabase(), openKafka([authzEvents]), startIdentityProvider()]);
    return new RunningAuthz(database, kafka, identity);
  }

  static async start(): Promise<RunningAuthz> {
    const authz = await RunningAuthz.prepare();
    await authz.startService();
    return authz;
  }

  async startService(config: Partial<Config> = {}): Promise<void> {
    const replica = await createService({
      name: serviceName,
      module: appModule,
      config: givenConfig({
        OIDC_ISSUER: this.identity.issuer,
        POSTGRES_URL: this.database.url,
        KAFKA_BROKERS: this.kafka.brokers,
        KAFKA_TOPIC_PREFIX: this.kafka.topicPrefix,
        PLATFORM_OPERATORS: [this.operator],
        ...config,
      }),
    });
    this.replicas.push(replica);
  }

  /** The first replica. @returns whether it stopped in time */
  stopService(): Promise<boolean> | undefined {
    return this.replicas.shift()?.stop();
  }

  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.stop()));
    await this.identity.stop();
    await this.database.drop();
  }

  async call(method: string, path: string, { token, ...call }: Call = {}): Promise<Answer> {
    const bearer = token === undefined ? await this.identity.userToken(this.operator) : token;
    const answer = await callHttp<Answer['body']>(method, `${this.replicas[0]?.url}${path}`, { ...call, token: bearer });
    return { ...answer, body: answer.body ?? {} };
  }

  /** Created with a licence, by the platform operator. */
  async organization(licence = 'FLEX3'): Promise<OrganizationId> {
    const organizationId = OrganizationId.parse(randomUUID());
    const { status } = await this.call('PUT', `/v1/organizations/${organizationId}`, { body: { name: 'Acme', licence } });
    if (status !== 201) throw new Error(`the organization was not created: ${status}`);
    return organizationId;
  }

  assign(organizationId: string, userId: string, role: string): Promise<Answer> {
    return this.call('POST', `/v1/organizations/${organizationId}/role-assignments`, { body: { userId, role } });
  }

  /** As the registry asks. */
  async evaluate(request: EvaluationRequest): Promise<EvaluationResponse> {
    const token = await this.identity.serviceToken('connector-registry');
    const { status, body } = await this.call('POST', '/access/v1/evaluation', { token, body: request });
    if (status !== 200) throw new Error(`no decision: ${status} ${JSON.stringify(body)}`);
    return body as EvaluationResponse;
  }
}
