import { Controller, Module, type OnModuleInit } from '@nestjs/common';
import { type CustomTransportStrategy, EventPattern, Payload, Server } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { eventually } from '@patchbay/testing';
import { createService, type RunningService, ServiceKitModule } from '../src/index.ts';
import { type TinyConfig, tinyConfig } from './tiny-service.ts';

const seen: unknown[] = [];

@Controller()
class ThingsConsumer implements OnModuleInit {
  onModuleInit(): void {
    seen.push('init');
  }

  @EventPattern<string>('things')
  on(@Payload() event: unknown): void {
    seen.push(event);
  }
}

@Module({ controllers: [ThingsConsumer] })
class ConsumingModule {}

const module = (config: TinyConfig) => ({ module: ConsumingModule, imports: [ServiceKitModule.forService({ name: 'consuming', config })] });

class FakeServer extends Server implements CustomTransportStrategy {
  closed = false;
  constructor(private readonly opened: Promise<void>) {
    super();
  }

  listen(done: (error?: unknown) => void): void {
    this.opened.then(() => done(), done);
  }

  close(): void {
    this.closed = true;
  }

  on(): void {}

  unwrap<T>(): T {
    throw new Error('nothing to unwrap');
  }

  deliver(event: unknown): Promise<unknown> {
    return Promise.resolve(this.getHandlerByPattern('things')?.(event));
  }
}

const connecting = (strategy: FakeServer) => (app: NestFastifyApplication) =>
  void app.connectMicroservice({ strategy }, { inheritAppConfig: false });

describe('event consumers', () => {
  beforeEach(() => {
    seen.length = 0;
  });

  it('reach the handlers, past the guard and the filter of HTTP, and end with the service', async () => {
    const server = new FakeServer(Promise.resolve());
    const service = await createService({
      name: 'consuming',
      module,
      config: tinyConfig(),
      host: '127.0.0.1',
      connect: connecting(server),
    });
    await server.deliver({ a: 1 });
    expect(seen).toEqual(['init', { a: 1 }]);
    await service.stop();
    expect(server.closed).toBe(true);
  });

  it('come after HTTP: the service answers, and is not ready before they have started', async () => {
    const opened = Promise.withResolvers<void>();
    const port = await freePort();
    const starting = createService({
      name: 'consuming',
      module,
      config: tinyConfig({ PORT: String(port) }),
      host: '127.0.0.1',
      connect: connecting(new FakeServer(opened.promise)),
    });
    const readyz = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).json();
    await eventually(
      async () => expect(await readyz()).toEqual({ status: 'not-ready', reasons: [{ name: 'process', reason: 'starting' }] }),
      {
        withinMs: 5_000,
      },
    );
    opened.resolve();
    const service = await starting;
    expect(await readyz()).toEqual({ status: 'ready' });
    await service.stop();
  });

  it('that cannot start stop the service again', async () => {
    const port = await freePort();
    const opened = Promise.reject<void>(new Error('no broker'));
    const starting = createService({
      name: 'consuming',
      module,
      config: tinyConfig({ PORT: String(port) }),
      host: '127.0.0.1',
      connect: connecting(new FakeServer(opened)),
    });
    await expect(starting).rejects.toThrow('no broker');
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  });
});

async function freePort(): Promise<number> {
  const service: RunningService = await createService({ name: 'consuming', module, config: tinyConfig(), host: '127.0.0.1' });
  await service.stop();
  return Number(new URL(service.url).port);
}
