import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AccessDecider, ServiceKitModule } from '@patchbay/service-kit';
import type { FastifyInstance } from 'fastify';
import { CONTACT_CENTER_PATH, contactCenterApi } from './adapters/contact-center/contact-center-api.ts';
import { errorBody } from './adapters/contact-center/contact-center-error.ts';
import { contactCenterPaths } from './adapters/contact-center/openapi-paths.ts';
import { injectFaults } from './adapters/faults/inject-faults.ts';
import { CallsController } from './adapters/http/calls.controller.ts';
import { FaultsController } from './adapters/http/faults.controller.ts';
import { TokenController } from './adapters/http/token.controller.ts';
import { WorldController } from './adapters/http/world.controller.ts';
import { oidcRoutes } from './adapters/oidc/oidc-routes.ts';
import { OidcContactCenterTokens, OidcPersonTokens } from './adapters/oidc/oidc-tokens.ts';
import { createOpenIdProvider, type OpenIdProvider } from './adapters/oidc/openid-provider.ts';
import { IssuePersonToken } from './application/issue-person-token.ts';
import { ContactCenterTokens, PersonTokens } from './application/ports.ts';
import type { SandboxConfig } from './config.ts';
import { ArrivalClock } from './domain/arrival-clock.ts';
import { CallLog } from './domain/call-log.ts';
import { ContactCenter } from './domain/contact-center/contact-center.ts';
import { FaultSwitches } from './domain/fault.ts';

export const api = {
  title: 'Patchbay sandbox',
  description:
    'A stand-in OpenID provider (below /oidc, see its discovery document) and Contact Center API, with switches for faults and a log of calls.',
  paths: contactCenterPaths(),
};

const OPENID_PROVIDER = Symbol('OpenIdProvider');

@Module({})
export class AppModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(OPENID_PROVIDER) private readonly openId: OpenIdProvider,
    private readonly tokens: ContactCenterTokens,
    private readonly log: CallLog,
    private readonly contactCenter: ContactCenter,
    private readonly switches: FaultSwitches,
  ) {}

  static for(config: SandboxConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [ServiceKitModule.forService({ name: 'sandbox', config, accessDecider: { useFactory: () => new NothingToDecide() } })],
      controllers: [WorldController, TokenController, FaultsController, CallsController],
      providers: [
        IssuePersonToken,
        FaultSwitches,
        { provide: CallLog, useFactory: () => new CallLog(arrivalTimes()) },
        { provide: ContactCenter, useFactory: () => new ContactCenter(Date.now()) },
        { provide: OPENID_PROVIDER, useFactory: () => openIdProviderFor(config) },
        {
          provide: ContactCenterTokens,
          useFactory: (openId: OpenIdProvider) => new OidcContactCenterTokens(openId),
          inject: [OPENID_PROVIDER],
        },
        { provide: PersonTokens, useFactory: (openId: OpenIdProvider) => new OidcPersonTokens(openId), inject: [OPENID_PROVIDER] },
      ],
    };
  }

  async onModuleInit(): Promise<void> {
    const server: FastifyInstance = this.host.httpAdapter.getInstance();
    await server.register(oidcRoutes(this.openId, injectFaults(this.switches, oauthError)));
    const api = contactCenterApi({
      tokens: this.tokens,
      log: this.log,
      dataOf: (organizationId) => this.contactCenter.get(organizationId),
      injectFaults: injectFaults(this.switches, errorBody),
    });
    await server.register(api, { prefix: CONTACT_CENTER_PATH });
  }
}

/** Every route of the sandbox is public, or checks the tokens that it hands out by itself. */
class NothingToDecide extends AccessDecider {
  override decide() {
    return Promise.resolve({ decision: false });
  }
}

function openIdProviderFor({ PUBLIC_URL, CONSOLE_REDIRECT_URIS, clientSecrets }: SandboxConfig): Promise<OpenIdProvider> {
  return createOpenIdProvider({
    publicUrl: PUBLIC_URL,
    consoleRedirectUris: CONSOLE_REDIRECT_URIS,
    secretOf: (clientId) => clientSecrets[clientId] ?? '',
  });
}

function arrivalTimes(): () => number {
  const clock = new ArrivalClock(
    () => Date.now(),
    () => performance.now(),
  );
  return () => clock.now();
}

function oauthError(_status: number, reason: string) {
  return { error: 'temporarily_unavailable', error_description: reason };
}
