import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { Controller, Get, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { eventually } from '@patchbay/testing';
import { Lifetime, Public, type RunningService, ServiceKitModule } from '../src/index.ts';
import { startTiny, type TinyConfig } from './tiny-service.ts';

let release: PromiseWithResolvers<void>;
let arrived: PromiseWithResolvers<void>;
let closing: Promise<void> | undefined;
const events: string[] = [];

@Public()
@Controller()
class SlowController {
  constructor(private readonly lifetime: Lifetime) {}

  /** Ends with the process. */
  @Get('endless')
  async endless() {
    arrived.resolve();
    await once(this.lifetime.ending, 'abort');
    return { done: true };
  }

  @Get('slow')
  async slow() {
    arrived.resolve();
    await release.promise;
    events.push('answered');
    return { done: true };
  }

  @Get('fast')
  fast() {
    return { done: true };
  }
}

@Injectable()
class Database implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    events.push('database closed');
    await closing;
  }
}

@Module({ controllers: [SlowController], providers: [Database] })
class SlowModule {}

const module = (config: TinyConfig) => ({ module: SlowModule, imports: [ServiceKitModule.forService({ name: 'slow', config })] });

describe('stopping', () => {
  let service: RunningService;
  let agent: Agent;

  beforeEach(async () => {
    [release, arrived, closing] = [Promise.withResolvers(), Promise.withResolvers(), undefined];
    events.length = 0;
    agent = new Agent({ keepAlive: true });
  });
  afterEach(async () => {
    agent.destroy();
    release.resolve();
    await service.stop();
  });

  const get = (path: string) =>
    new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
      const sent = httpRequest(`${service.url}${path}`, { agent }, (answer) => {
        answer.resume();
        answer.on('end', () => resolve({ status: answer.statusCode, connection: answer.headers.connection }));
      });
      sent.on('error', reject).end();
    });

  it('lets a request in flight finish, then closes what it used', async () => {
    service = await startTiny({}, { module });
    const slow = get('/slow');
    await arrived.promise;
    const stopped = service.stop();
    await eventually(() => expect(get('/fast')).rejects.toMatchObject({ code: 'ECONNREFUSED' }), { withinMs: 2_000 });
    expect(events).toEqual([]);
    release.resolve();
    expect(await slow).toEqual({ status: 200, connection: 'close' });
    expect(await stopped).toBe(true);
    expect(events).toEqual(['answered', 'database closed']);
  });

  it('does not wait for connections that are merely kept', async () => {
    service = await startTiny({}, { module });
    await Promise.all([get('/fast'), get('/fast'), get('/fast')]);
    const started = performance.now();
    expect(await service.stop()).toBe(true);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('tells at once those who wait for its end', async () => {
    service = await startTiny({}, { module });
    const endless = get('/endless');
    await arrived.promise;
    const started = performance.now();
    expect(await service.stop()).toBe(true);
    expect(await endless).toEqual({ status: 200, connection: 'close' });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('does not wait for a request that does not end', async () => {
    service = await startTiny({}, { module, stopWithinMs: 500 });
    const slow = get('/slow').catch((error: Error & { code?: string }) => error.code);
    await arrived.promise;
    const started = performance.now();
    expect(await service.stop()).toBe(true);
    expect(performance.now() - started).toBeLessThan(500);
    expect(await slow).toBe('ECONNRESET');
  });

  it('does not wait for a part that does not close, and says so', async () => {
    const closed = Promise.withResolvers<void>();
    closing = closed.promise;
    service = await startTiny({}, { module, stopWithinMs: 100 });
    expect(await service.stop()).toBe(false);
    closed.resolve();
  });

  it('stops once, however often it is asked', async () => {
    service = await startTiny({}, { module });
    expect(service.stop()).toBe(service.stop());
    await service.stop();
    expect(events).toEqual(['database closed']);
  });
});
