import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata, type OnModuleInit, type Provider } from '@nestjs/common';
import { APP_GUARD, ModulesContainer } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.ts';
import { AccessControl } from './access/access-control.ts';
import { AccessDecider } from './access/access-decider.ts';
import { HttpAccessDecider } from './access/http-access-decider.ts';
import { Issuer } from './access/issuer.ts';
import { JwtVerifier } from './access/jwt-verifier.ts';
import { RecentDecisions } from './access/recent-decisions.ts';
import { requireDeclaredAccess } from './access/require-declared-access.ts';
import type { ServiceConfig } from './config/variables.ts';
import { Clock, SystemClock } from './operations/clock.ts';
import { Metrics } from './operations/metrics.ts';
import { OperationsController } from './operations/operations.controller.ts';
import { Readiness } from './operations/readiness.ts';
import { Lifetime } from './process/lifetime.ts';
import { ServiceClient } from './remote/service-client.ts';
import { ServiceIdentity } from './remote/service-identity.ts';

export interface ServiceKitOptions {
  /** Also the client id of the service at the identity provider. */
  name: string;
  config: ServiceConfig;
  /** Default: the authz service at AUTHZ_URL. */
  accessDecider?: Pick<FactoryProvider<AccessDecider>, 'useFactory' | 'inject'> & Pick<ModuleMetadata, 'imports'>;
  /** For the rules of the service; tokens are always checked by the clock of the machine. */
  clock?: Clock;
}

const decisionTimeoutMs = 2_000;

/** What every service injects; the HTTP edge itself is set up by createService. */
@Module({})
export class ServiceKitModule implements OnModuleInit {
  constructor(private readonly modules: ModulesContainer) {}

  onModuleInit(): void {
    requireDeclaredAccess(this.modules);
  }

  static forService(options: ServiceKitOptions): DynamicModule {
    const { name, clock = new SystemClock(), accessDecider } = options;
    const exported: Provider[] = [
      { provide: Clock, useValue: clock },
      { provide: Metrics, useFactory: () => new Metrics(name) },
      { provide: Readiness, useFactory: () => new Readiness() },
      { provide: Lifetime, useFactory: () => new Lifetime() },
      ...identityProviders(options),
      { provide: AccessDecider, ...(accessDecider ?? authzDecider(options.config)) },
      {
        provide: AccessControl,
        inject: [JwtVerifier, AccessDecider, Clock],
        useFactory: (tokens: JwtVerifier, decider: AccessDecider, clock: Clock) =>
          new AccessControl(tokens, decider, new RecentDecisions(decider, clock)),
      },
    ];
    return {
      module: ServiceKitModule,
      global: true,
      imports: accessDecider?.imports ?? [],
      controllers: [OperationsController],
      providers: [...exported, { provide: APP_GUARD, useClass: AccessGuard }],
      exports: [Clock, Metrics, Readiness, Lifetime, ServiceIdentity, AccessDecider, AccessControl],
    };
  }
}

function identityProviders({ name, config }: ServiceKitOptions): Provider[] {
  const audience = config.TOKEN_AUDIENCE;
  return [
    { provide: Issuer, useFactory: () => new Issuer(config.OIDC_ISSUER) },
    {
      provide: JwtVerifier,
      inject: [Issuer],
      useFactory: (issuer: Issuer) => new JwtVerifier({ issuer, audience }),
    },
    {
      provide: ServiceIdentity,
      inject: [Issuer],
      useFactory: (issuer: Issuer) =>
        new ServiceIdentity({ issuer, clientId: name, clientSecret: config.OIDC_CLIENT_SECRET, audience, clock: new SystemClock() }),
    },
  ];
}

function authzDecider({ AUTHZ_URL }: ServiceConfig): Pick<FactoryProvider<AccessDecider>, 'useFactory' | 'inject'> {
  return {
    inject: [ServiceIdentity],
    useFactory: (identity: ServiceIdentity) => {
      if (!AUTHZ_URL) throw new Error('AUTHZ_URL is not set, and the service does not decide by itself');
      return new HttpAccessDecider(new ServiceClient({ name: 'authz', baseUrl: AUTHZ_URL, identity, timeoutMs: decisionTimeoutMs }));
    },
  };
}
