import { createServer, type Server } from 'node:net';
import { eventually } from '@patchbay/testing';
import { BrokerUnavailable, KafkaEventBus } from '../src/index.ts';
import { collect, eventOf, label, raw, soon, textOf, things } from './bench.ts';
import { type KafkaBench, openKafkaBench } from './kafka-bench.ts';

const withinMs = 1_500;

async function timed(work: () => Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const started = performance.now();
  const error = await work().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, ms: performance.now() - started };
}

describe('publish', () => {
  let server: Server;
  let bench: KafkaBench | undefined;
  let bus: KafkaEventBus;

  beforeEach(async () => {
    bench = undefined;
    server = createServer((socket) => socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    bus = new KafkaEventBus({ brokers: [`127.0.0.1:${port}`], clientId: 'tests', onFatal: () => undefined, publishWithinMs: withinMs });
  });

  afterEach(async () => {
    await bus.close();
    await bench?.close();
    server.close();
  });

  it('rejects within bounded time when nobody listens at the broker', async () => {
    await new Promise((resolve) => server.close(resolve));
    const { error, ms } = await timed(() => bus.publish([eventOf('a', 1)]));
    expect(error).toBeInstanceOf(BrokerUnavailable);
    expect(ms).toBeLessThan(withinMs + 500);
  });

  it('rejects within bounded time when the broker takes the connection and says nothing', async () => {
    const { error, ms } = await timed(() => bus.publish([eventOf('a', 1)]));
    expect(error).toBeInstanceOf(BrokerUnavailable);
    expect(ms).toBeLessThan(withinMs + 500);
  });

  it('begins anew with another producer after a failure, and loses nothing of what is published then', async () => {
    bench = await openKafkaBench();
    const { received } = collect(bench.bus);
    await bench.bus.publish([eventOf('a', 1)]);
    const tooLarge = { ...eventOf('a', 2), envelope: { ...eventOf('a', 2).envelope, data: 'x'.repeat(1_100_000) } };
    await expect(bench.bus.publish([tooLarge])).rejects.toBeInstanceOf(BrokerUnavailable);
    await bench.bus.publish([eventOf('a', 3)]);
    await bench.append(things.name, raw({ key: Buffer.from('a'), value: Buffer.from('last') }));
    await eventually(() => expect(received.map(textOf)).toEqual([label('a', 1), label('a', 3), 'a last']), soon);
  });
});

describe('consume', () => {
  it('begins without the broker, is not taken for stalled, and stops at once', async () => {
    const bus = new KafkaEventBus({ brokers: ['127.0.0.1:1'], clientId: 'tests', onFatal: () => undefined });
    const running = await collect(bus).running;
    expect(running.progress()).toMatchObject({ joined: false, stalled: false });
    const { error, ms } = await timed(() => running.stop());
    expect(error).toBeUndefined();
    expect(ms).toBeLessThan(1_000);
    await bus.close();
  });
});
