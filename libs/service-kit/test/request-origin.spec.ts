import { Controller, Get, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { type AuthzStub, allowAll, startAuthzStub, startIdentityProvider, type TestIdentityProvider } from '@patchbay/testing';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  Access,
  type Caller,
  createService,
  currentRequest,
  parseConfig,
  proxyVariables,
  type RunningService,
  requestContextOf,
  ServiceKitModule,
} from '../src/index.ts';
import { tinyConfig } from './tiny-service.ts';

@Controller('v1/organizations/:organizationId/origin')
class OriginController {
  @Get()
  @Access('history.read', 'history')
  read() {
    const { remoteAddress, caller } = currentRequest() ?? {};
    return { remoteAddress, caller };
  }
}

const answered: (Caller | undefined)[] = [];

@Module({ controllers: [OriginController] })
class OriginModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onSend', async (request: FastifyRequest) => {
      answered.push(requestContextOf(request)?.caller);
    });
  }
}

const proxies = (list: string) => parseConfig(z.object(proxyVariables), { TRUSTED_PROXIES: list }).TRUSTED_PROXIES;

describe('where a request comes from, and from whom', () => {
  let provider: TestIdentityProvider;
  let authz: AuthzStub;
  let decide: Parameters<typeof startAuthzStub>[0] = allowAll;
  let service: RunningService;

  const start = async (trusted: string) => {
    const config = {
      ...tinyConfig(),
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_SECRET: provider.clientSecret,
      AUTHZ_URL: authz.url,
      TRUSTED_PROXIES: proxies(trusted),
    };
    const module = () => ({ module: OriginModule, imports: [ServiceKitModule.forService({ name: 'tiny', config })] });
    service = await createService({ name: 'tiny', config, module });
  };
  const ask = async (headers: Record<string, string> = {}) => {
    const authorization = `Bearer ${await provider.userToken('ada')}`;
    const answer = await fetch(`${service.url}/v1/organizations/0192f0c1-0000-7000-8000-000000000001/origin`, {
      headers: { authorization, ...headers },
    });
    return answer.json() as Promise<{ remoteAddress: string; caller: object }>;
  };

  beforeAll(async () => {
    provider = await startIdentityProvider();
    authz = await startAuthzStub((request) => decide(request));
  });
  afterEach(() => service.stop());
  afterAll(() => Promise.all([provider.stop(), authz.stop()]));

  it('is the peer, whatever a header says, unless the peer is a proxy that is trusted', async () => {
    await start('10.0.0.0/8');
    expect((await ask({ 'x-forwarded-for': '203.0.113.9' })).remoteAddress).toBe('127.0.0.1');
  });

  it('is what a trusted proxy says, from the first hop that is none', async () => {
    await start('127.0.0.1, 10.0.0.0/8');
    expect((await ask({ 'x-forwarded-for': '198.51.100.1, 203.0.113.9, 10.1.2.3' })).remoteAddress).toBe('203.0.113.9');
    expect((await ask()).remoteAddress).toBe('127.0.0.1');
  });

  it('is the proxy itself when what it says is no address', async () => {
    await start('127.0.0.1');
    expect((await ask({ 'x-forwarded-for': 'somewhere' })).remoteAddress).toBe('127.0.0.1');
  });

  it('is known with the roles that the decision rested on, also of one who was refused', async () => {
    await start('');
    decide = () => ({ decision: true, context: { roles: ['full-admin', 'flow-developer'] } });
    expect((await ask()).caller).toEqual({ kind: 'user', id: 'ada', roles: ['full-admin', 'flow-developer'] });
    decide = () => ({ decision: false, context: { reason: { code: 'role-not-allowed', message: 'no' }, roles: ['read-only-admin'] } });
    await ask();
    decide = allowAll;
    expect((await ask()).caller).toEqual({ kind: 'user', id: 'ada' });
    expect(answered.at(-2)).toEqual({ kind: 'user', id: 'ada', roles: ['read-only-admin'] });
  });

  it.each(['proxy.example', '10.0.0.0/33', '*'])('is not told by %s, which is no address', (list) => {
    expect(() => proxies(list)).toThrow('TRUSTED_PROXIES');
  });
});
