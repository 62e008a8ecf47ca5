import { eventually } from '@patchbay/testing';
import { type Bench, collect, eventOf, gate, label, raw, soon, textOf, things, upTo } from './bench.ts';

export function sharing(bench: () => Bench): void {
  it('gives each message to one of the consumers', async () => {
    const first = collect(bench().bus);
    await eventually(async () => expect((await first.running).progress().joined).toBe(true), soon);
    const second = collect(bench().bus);
    await eventually(async () => expect((await second.running).progress().joined).toBe(true), soon);
    await bench().bus.publish(upTo(40).map((version) => eventOf(`key-${version}`, version)));
    await eventually(() => expect(first.received.length + second.received.length).toBe(40), soon);
    expect(first.received.length).toBeGreaterThan(0);
    expect(second.received.length).toBeGreaterThan(0);
    expect(new Set([...first.received, ...second.received].map(textOf)).size).toBe(40);
  });

  it('takes over from a consumer that stops', async () => {
    const first = collect(bench().bus);
    const second = collect(bench().bus);
    await eventually(async () => expect((await second.running).progress().joined).toBe(true), soon);
    await (await first.running).stop();
    await bench().bus.publish(upTo(20).map((version) => eventOf(`key-${version}`, version)));
    await eventually(() => expect(second.received).toHaveLength(20), soon);
  });

  it('lets another consumer join while a handler takes its time', async () => {
    const slow = gate();
    const first = collect(bench().bus, {}, () => slow.opened);
    await bench().bus.publish([eventOf('a', 1)]);
    await eventually(async () => expect((await first.running).progress().joined).toBe(true), soon);
    const second = collect(bench().bus);
    await eventually(async () => expect((await second.running).progress().joined).toBe(true), soon);
    slow.open();
    await eventually(() => expect([...first.received, ...second.received].map(textOf)).toContain(label('a', 1)), soon);
  });

  it('goes on where the group left off', async () => {
    const first = collect(bench().bus);
    await bench().bus.publish([eventOf('a', 1), eventOf('b', 1)]);
    await eventually(() => expect(first.received).toHaveLength(2), soon);
    await (await first.running).stop();
    await bench().bus.publish([eventOf('a', 2)]);
    const second = collect(bench().bus);
    await eventually(() => expect(second.received.map(textOf)).toEqual([label('a', 2)]), soon);
  });

  it('gives everything to each of two groups', async () => {
    const [one, two] = [collect(bench().bus, { group: 'one' }), collect(bench().bus, { group: 'two' })];
    await bench().bus.publish([eventOf('a', 1)]);
    await eventually(() => expect([one.received.length, two.received.length]).toEqual([1, 1]), soon);
  });
}

export function broadcasting(bench: () => Bench): void {
  it('gives everything from the earliest to every consumer, and again to one that starts anew', async () => {
    await bench().bus.publish(upTo(10).map((version) => eventOf(`key-${version}`, version)));
    const first = collect(bench().bus, { mode: 'broadcast' });
    const second = collect(bench().bus, { mode: 'broadcast' });
    await eventually(() => expect([first.received.length, second.received.length]).toEqual([10, 10]), soon);
    await bench().bus.publish([eventOf('key-1', 11)]);
    await eventually(() => expect([first.received.length, second.received.length]).toEqual([11, 11]), soon);
    await (await first.running).stop();
    const third = collect(bench().bus, { mode: 'broadcast' });
    await eventually(() => expect(third.received).toHaveLength(11), soon);
  });

  it('tells when it has caught up with what was there', async () => {
    await bench().bus.publish(upTo(10).map((version) => eventOf(`key-${version}`, version)));
    const held = gate();
    const { received, running } = collect(bench().bus, { mode: 'broadcast' }, () => held.opened);
    await eventually(async () => expect((await running).progress()).toMatchObject({ joined: true, caughtUp: false, lag: 10 }), soon);
    held.open();
    await eventually(async () => expect((await running).progress()).toMatchObject({ caughtUp: true, lag: 0 }), soon);
    expect(received).toHaveLength(10);
  });

  it('has caught up at once when there is nothing', async () => {
    const { running } = collect(bench().bus, { mode: 'broadcast' });
    await eventually(async () => expect((await running).progress()).toMatchObject({ joined: true, caughtUp: true, lag: 0 }), soon);
  });
}

export function progressing(bench: () => Bench): void {
  it('counts what is not handled yet, and tells when something last was', async () => {
    const held = gate();
    const { running } = collect(bench().bus, {}, () => held.opened);
    await bench().bus.publish([eventOf('a', 1), eventOf('a', 2), eventOf('a', 3)]);
    await eventually(async () => expect((await running).progress()).toMatchObject({ lag: 3, lastProgressAt: undefined }), soon);
    held.open();
    await eventually(
      async () => expect((await running).progress()).toMatchObject({ lag: 0, stalled: false, lastProgressAt: expect.any(Date) }),
      soon,
    );
  });
}

export function stopping(bench: () => Bench): void {
  const stoppedMs = async (stop: () => Promise<void>): Promise<number> => {
    const started = performance.now();
    await stop();
    return performance.now() - started;
  };

  it('takes less than a second when nothing is in hand', async () => {
    const running = await collect(bench().bus).running;
    await eventually(() => expect(running.progress().joined).toBe(true), soon);
    expect(await stoppedMs(() => running.stop())).toBeLessThan(1_000);
  });

  it('takes less than a second when a message waits to come again', async () => {
    let attempts = 0;
    const { running } = collect(bench().bus, {}, async () => {
      attempts += 1;
      throw new Error('not now');
    });
    await bench().bus.publish([eventOf('a', 1)]);
    await eventually(() => expect(attempts).toBeGreaterThan(2), soon);
    expect(await stoppedMs(async () => (await running).stop())).toBeLessThan(1_000);
  });

  it('lets the handler in hand finish, begins no other, and leaves the rest to the next consumer', async () => {
    const [began, finish] = [gate(), gate()];
    const first = collect(bench().bus, {}, async () => {
      began.open();
      await finish.opened;
    });
    await bench().bus.publish([eventOf('a', 1), eventOf('a', 2)]);
    await began.opened;
    const stopped = (await first.running).stop();
    finish.open();
    await stopped;
    const second = collect(bench().bus);
    await eventually(() => expect(second.received.map(textOf)).toEqual([label('a', 2)]), soon);
    expect(first.received.map(textOf)).toEqual([label('a', 1)]);
  });

  it('is done by close for every consumer', async () => {
    const { received, running } = collect(bench().bus);
    await eventually(async () => expect((await running).progress().joined).toBe(true), soon);
    await bench().bus.close();
    await bench().append(things.name, raw({ key: Buffer.from('a') }));
    expect(received).toHaveLength(0);
  });
}
