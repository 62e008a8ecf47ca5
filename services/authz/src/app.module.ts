import { type DynamicModule, Logger, Module, type Provider } from '@nestjs/common';
import { EventBus, KafkaEventBus } from '@patchbay/event-bus';
import { Outbox } from '@patchbay/outbox';
import { DatabaseLifecycle, Clock as KitClock, Readiness, ServiceKitModule } from '@patchbay/service-kit';
import { DataSource } from 'typeorm';
import { CedarPolicyEngine } from './adapters/cedar/cedar-policy-engine.ts';
import { EvaluationController, OwnAddress } from './adapters/http/evaluation.controller.ts';
import { InProcessAccessDecider } from './adapters/http/in-process-access-decider.ts';
import { OrganizationsController } from './adapters/http/organizations.controller.ts';
import { RoleAssignmentsController } from './adapters/http/role-assignments.controller.ts';
import { EventRelay } from './adapters/kafka/event-relay.ts';
import { openDatabase } from './adapters/postgres/open-database.ts';
import { PostgresMembershipReader } from './adapters/postgres/postgres-membership-reader.ts';
import { PostgresOrganizationReader } from './adapters/postgres/postgres-organization-reader.ts';
import { PostgresUnitOfWork } from './adapters/postgres/postgres-unit-of-work.ts';
import { AssignRole } from './application/assign-role.ts';
import { ChangeLicence } from './application/change-licence.ts';
import { EvaluateAccess } from './application/evaluate-access.ts';
import { Clock, MembershipReader, OrganizationReader, PlatformOperators, PolicyEngine, UnitOfWork } from './application/ports.ts';
import { PutOrganization } from './application/put-organization.ts';
import { RevokeRole } from './application/revoke-role.ts';
import type { Config } from './config.ts';

export const serviceName = 'authz';
export const api = {
  title: 'Patchbay authz',
  description: 'Organizations, their licences, who has which role, and decisions over OpenID AuthZEN.',
};

@Module({})
class DecisionModule {}

@Module({})
class AppModule {}

export function appModule(config: Config): DynamicModule {
  const decisions = decisionModule(config);
  const accessDecider = {
    imports: [decisions],
    inject: [EvaluateAccess],
    useFactory: (evaluateAccess: EvaluateAccess) => new InProcessAccessDecider(evaluateAccess),
  };
  return {
    module: AppModule,
    imports: [ServiceKitModule.forService({ name: serviceName, config, accessDecider }), decisions],
    controllers: [EvaluationController, OrganizationsController, RoleAssignmentsController],
    providers: [
      { provide: Clock, useExisting: KitClock },
      { provide: OwnAddress, useValue: new OwnAddress(config.AUTHZ_URL) },
      ...storage,
      ...publication(config),
      PutOrganization,
      ChangeLicence,
      AssignRole,
      RevokeRole,
    ],
  };
}

/** What a decision needs. A module of its own, because the guard of every route asks for decisions too. */
function decisionModule({ POSTGRES_URL, POSTGRES_POOL_SIZE, PLATFORM_OPERATORS }: Config): DynamicModule {
  return {
    module: DecisionModule,
    providers: [
      { provide: DataSource, useFactory: () => openDatabase({ url: POSTGRES_URL, poolSize: POSTGRES_POOL_SIZE }) },
      {
        provide: MembershipReader,
        inject: [DataSource],
        useFactory: (dataSource: DataSource) => new PostgresMembershipReader(dataSource),
      },
      { provide: PolicyEngine, useFactory: () => new CedarPolicyEngine() },
      { provide: PlatformOperators, useValue: new Set(PLATFORM_OPERATORS) satisfies PlatformOperators },
      EvaluateAccess,
    ],
    exports: [DataSource, EvaluateAccess],
  };
}

const storage: Provider[] = [
  {
    provide: OrganizationReader,
    inject: [DataSource],
    useFactory: (dataSource: DataSource) => new PostgresOrganizationReader(dataSource),
  },
  {
    provide: UnitOfWork,
    inject: [DataSource, KitClock],
    useFactory: (dataSource: DataSource, clock: KitClock) => new PostgresUnitOfWork(dataSource, new Outbox({ source: serviceName, clock })),
  },
  {
    provide: DatabaseLifecycle,
    inject: [DataSource, Readiness],
    useFactory: (dataSource: DataSource, readiness: Readiness) => new DatabaseLifecycle(dataSource, readiness),
  },
];

function publication({ KAFKA_BROKERS, KAFKA_TOPIC_PREFIX }: Config): Provider[] {
  const openBus = () => {
    const log = new Logger('event-bus');
    return new KafkaEventBus({
      brokers: KAFKA_BROKERS,
      clientId: serviceName,
      topicPrefix: KAFKA_TOPIC_PREFIX,
      onFatal: (error) => log.fatal(error),
      onError: (error) => log.warn(error),
    });
  };
  return [{ provide: EventBus, useFactory: openBus }, EventRelay];
}
