import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { EvaluationRequest, EvaluationResponse } from '@patchbay/contracts';
import { startIdentityProvider, type TestIdentityProvider } from '@patchbay/testing';
import { AccessGuard } from '../src/access/access.guard.ts';
import {
  Access,
  type AccessControl,
  AccessDecider,
  AccessInRoute,
  type Caller,
  CurrentCaller,
  createService,
  Public,
  ServiceKitModule,
} from '../src/index.ts';
import { startNeighbour } from './neighbour.ts';
import { startTiny, type TinyConfig, TinyModule, tinyConfig } from './tiny-service.ts';

@Controller()
class ForgetfulController {
  @Get('a')
  @Public()
  open() {
    return {};
  }

  @Get('b')
  @Access('flow.read', 'flow')
  guarded() {
    return {};
  }

  @Get('c')
  forgotten() {
    return {};
  }
}

@Public()
@Controller()
class PublicController {
  @Get('d')
  open() {
    return {};
  }
}

@Controller()
class InRouteController {
  @Get('e')
  @AccessInRoute('lease.hold', 'lease')
  whoCalls(@CurrentCaller() caller: Caller) {
    return caller;
  }
}

@Module({ controllers: [InRouteController] })
class InRouteModule {}

@Module({ controllers: [ForgetfulController, PublicController] })
class ForgetfulModule {}

@Injectable()
class Rules {
  allows(subject: string): boolean {
    return subject === 'u-allowed';
  }
}

@Module({ providers: [Rules], exports: [Rules] })
class RulesModule {}

class OwnDecider extends AccessDecider {
  constructor(private readonly rules: Rules) {
    super();
  }

  async decide({ subject }: EvaluationRequest): Promise<EvaluationResponse> {
    return { decision: this.rules.allows(subject.id) };
  }
}

const connectors = '/v1/organizations/0192f0c1-0000-7000-8000-000000000001/connectors';

describe('access', () => {
  let provider: TestIdentityProvider;
  beforeAll(async () => {
    provider = await startIdentityProvider();
  });
  afterAll(() => provider.stop());
  const as = async (userId: string) => ({ headers: { authorization: `Bearer ${await provider.userToken(userId)}` } });

  it('must be declared by every route, or the service does not start', async () => {
    const module = (config: TinyConfig) => ({ module: ForgetfulModule, imports: [ServiceKitModule.forService({ name: 'tiny', config })] });
    await expect(startTiny({}, { module })).rejects.toThrow('these routes need @Access or @Public: ForgetfulController.forgotten');
  });

  it('that is not declared is refused by the guard all the same', async () => {
    const guard = new AccessGuard(new Reflector(), {} as AccessControl);
    const request = { headers: {}, params: {} };
    const context = {
      getType: () => 'http',
      getHandler: () => ForgetfulController.prototype.forgotten,
      getClass: () => ForgetfulController,
      switchToHttp: () => ({ getRequest: () => request }),
    };
    await expect(guard.canActivate(context as never)).rejects.toMatchObject({ kind: 'forbidden', code: 'access.undeclared' });
  });

  it('may be decided by the service itself, with parts of its own', async () => {
    const module = (config: TinyConfig) => ({
      module: TinyModule,
      imports: [
        ServiceKitModule.forService({
          name: 'tiny',
          config,
          accessDecider: { imports: [RulesModule], inject: [Rules], useFactory: (rules: Rules) => new OwnDecider(rules) },
        }),
      ],
    });
    const service = await startTiny({ OIDC_ISSUER: provider.issuer }, { module });
    expect((await fetch(`${service.url}${connectors}`, await as('u-allowed'))).status).toBe(200);
    expect((await fetch(`${service.url}${connectors}`, await as('u-other'))).status).toBe(403);
    await service.stop();
  });

  it('may be left to the route, which is told who is calling, and nobody unknown gets to it', async () => {
    const authz = await startNeighbour({ body: { decision: false } });
    const module = (config: TinyConfig) => ({ module: InRouteModule, imports: [ServiceKitModule.forService({ name: 'tiny', config })] });
    const service = await startTiny({ OIDC_ISSUER: provider.issuer, AUTHZ_URL: authz.url }, { module });
    const known = await fetch(`${service.url}/e`, await as('u-1'));
    expect([known.status, await known.json()]).toEqual([200, { kind: 'user', id: 'u-1' }]);
    expect((await fetch(`${service.url}/e`)).status).toBe(401);
    expect(authz.received).toEqual([]);
    await Promise.all([service.stop(), authz.stop()]);
  });

  it('needs somebody who decides', async () => {
    const config = { ...tinyConfig(), AUTHZ_URL: undefined };
    const imports = [ServiceKitModule.forService({ name: 'tiny', config })];
    await expect(createService({ name: 'tiny', module: () => ({ module: TinyModule, imports }), config })).rejects.toThrow(
      'AUTHZ_URL is not set',
    );
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:1', undefined],
    ['does not know our identity', undefined, { status: 401, body: {} }],
    ['forbids us to ask', undefined, { status: 403, body: { title: 't', status: 403, code: 'access.role-not-allowed', detail: 'd' } }],
    ['answers nonsense', undefined, { status: 200, body: { decision: 'yes' } }],
  ])('is refused with 503 when authz %s', async (_what, url, answer) => {
    const authz = await startNeighbour(answer ?? {});
    const service = await startTiny({ OIDC_ISSUER: provider.issuer, AUTHZ_URL: url ?? authz.url });
    const refused = await fetch(`${service.url}${connectors}`, await as('u-1'));
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'access.undecided' });
    await Promise.all([service.stop(), authz.stop()]);
  });

  it('is refused with 503 after two seconds when authz does not answer', async () => {
    const authz = await startNeighbour({ silent: true });
    const service = await startTiny({ OIDC_ISSUER: provider.issuer, AUTHZ_URL: authz.url });
    const started = performance.now();
    expect((await fetch(`${service.url}${connectors}`, await as('u-1'))).status).toBe(503);
    const tookMs = performance.now() - started;
    expect(tookMs).toBeGreaterThan(1_900);
    expect(tookMs).toBeLessThan(3_500);
    await Promise.all([service.stop(), authz.stop()]);
  });

  it('asks authz over a connection that it keeps', async () => {
    const authz = await startNeighbour({ body: { decision: true } });
    const service = await startTiny({ OIDC_ISSUER: provider.issuer, AUTHZ_URL: authz.url });
    for (let call = 0; call < 5; call += 1) await fetch(`${service.url}${connectors}`, await as('u-1'));
    expect(authz.received).toHaveLength(5);
    expect(authz.connections()).toBe(1);
    await Promise.all([service.stop(), authz.stop()]);
  });

  it('is decided all the same when a kept connection to authz breaks', async () => {
    const authz = await startNeighbour({ hangUp: true }, { body: { decision: true } });
    const service = await startTiny({ OIDC_ISSUER: provider.issuer, AUTHZ_URL: authz.url });
    expect((await fetch(`${service.url}${connectors}`, await as('u-1'))).status).toBe(200);
    await Promise.all([service.stop(), authz.stop()]);
  });

  it('is unavailable, not refused, when the identity provider is away', async () => {
    const service = await startTiny({ OIDC_ISSUER: 'http://127.0.0.1:1' });
    const answer = await fetch(`${service.url}${connectors}`, await as('u-1'));
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'identity.unavailable' });
    await service.stop();
  });
});
