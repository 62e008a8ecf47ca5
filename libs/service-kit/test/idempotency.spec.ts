import { randomUUID } from 'node:crypto';
import { Controller, HttpCode, Module, Post, Put, Res } from '@nestjs/common';
import { type AuthzStub, allowAll, startAuthzStub, startIdentityProvider, type TestIdentityProvider } from '@patchbay/testing';
import type { FastifyReply } from 'fastify';
import {
  Access,
  type GivenAnswer,
  type IdempotentOutcome,
  type IdempotentRequest,
  IdempotentRequests,
  idempotencyProviders,
  type RunningService,
  ServiceKitModule,
} from '../src/index.ts';
import { startTiny, type TinyConfig } from './tiny-service.ts';

class InMemoryIdempotentRequests extends IdempotentRequests {
  readonly asked: IdempotentRequest[] = [];
  private readonly answers = new Map<string, { fingerprint: string; answer?: GivenAnswer }>();

  override async once(request: IdempotentRequest, act: () => Promise<GivenAnswer>): Promise<IdempotentOutcome> {
    this.asked.push(request);
    const first = this.answers.get(request.key);
    if (first && first.fingerprint !== request.fingerprint) return { refused: 'key-reused' };
    if (first) return first.answer ? { answer: first.answer } : { refused: 'in-progress' };
    const claim: { fingerprint: string; answer?: GivenAnswer } = { fingerprint: request.fingerprint };
    this.answers.set(request.key, claim);
    claim.answer = await act();
    return { answer: claim.answer };
  }

  override async clean(): Promise<void> {
    this.answers.clear();
  }
}

const begun = Promise.withResolvers<void>();
const goOn = Promise.withResolvers<void>();

@Controller('v1/organizations/:organizationId/things')
class ThingsController {
  private made = 0;

  @Post()
  @Access('connector.create', 'connector')
  make(@Res({ passthrough: true }) reply: FastifyReply) {
    this.made += 1;
    reply.header('location', `/things/${this.made}`).header('etag', '"1"');
    return { made: this.made };
  }

  @Put()
  @HttpCode(202)
  @Access('connector.update', 'connector')
  async wait() {
    begun.resolve();
    await goOn.promise;
    return {};
  }
}

const requests = new InMemoryIdempotentRequests();

@Module({ controllers: [ThingsController], providers: idempotencyProviders({ useFactory: () => requests }) })
class ThingsModule {}

const thingsModule = (config: TinyConfig) => ({
  module: ThingsModule,
  imports: [ServiceKitModule.forService({ name: 'tiny', config })],
});

describe('a request with an Idempotency-Key', () => {
  let identity: TestIdentityProvider;
  let authz: AuthzStub;
  let service: RunningService;
  let token: string;
  const organizationId = '0192f0c1-0000-7000-8000-000000000001';

  beforeAll(async () => {
    [identity, authz] = await Promise.all([startIdentityProvider(), startAuthzStub(allowAll)]);
    service = await startTiny({ OIDC_ISSUER: identity.issuer, AUTHZ_URL: authz.url }, { module: thingsModule });
    token = await identity.userToken('ada');
  });
  afterAll(async () => {
    await service.stop();
    await Promise.all([identity.stop(), authz.stop()]);
  });

  async function ask(key: string, method = 'POST', query = '') {
    const answer = await fetch(`${service.url}/v1/organizations/${organizationId.toUpperCase()}/things${query}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(key !== '-' && { 'idempotency-key': key }) },
    });
    const { headers, status } = answer;
    return {
      status,
      body: await answer.json(),
      location: headers.get('location'),
      etag: headers.get('etag'),
      retryAfter: headers.get('retry-after'),
    };
  }

  it('gets the first answer again, with its headers', async () => {
    const key = randomUUID();
    const first = await ask(key);
    expect(first).toMatchObject({ status: 201, etag: '"1"', location: expect.stringContaining('/things/') });
    expect(await ask(key)).toEqual(first);
    expect(requests.asked.at(-1)).toMatchObject({ organizationId, caller: expect.stringMatching(/^user /), key });
  });

  it('is refused when it comes with another request', async () => {
    const key = randomUUID();
    await ask(key);
    expect(await ask(key, 'POST', '?other')).toMatchObject({ status: 422, body: { code: 'request.idempotency-key-reused' } });
  });

  it('is told to ask again while the first one is being carried out', async () => {
    const key = randomUUID();
    const first = ask(key, 'PUT');
    await begun.promise;
    expect(await ask(key, 'PUT')).toMatchObject({ status: 409, body: { code: 'request.in-progress' }, retryAfter: '1' });
    goOn.resolve();
    expect(await first).toMatchObject({ status: 202 });
  });

  it.each(['a b', 'x'.repeat(256)])('is refused when the key is none: %j', async (key) => {
    expect(await ask(key)).toMatchObject({ status: 400, body: { code: 'request.idempotency-key-malformed' } });
  });

  it('need not have one', async () => {
    const first = await ask('-');
    const second = await ask('-');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).not.toEqual(first.body);
  });
});
