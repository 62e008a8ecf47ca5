import { deadLetterTopicOf } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type Bench, collect, eventOf, gate, label, others, raw, soon, textOf, things, upTo } from './bench.ts';
import { broadcasting, progressing, sharing, stopping } from './event-bus-contract-consumers.ts';
import { reading } from './event-bus-contract-reading.ts';

/** What every adapter of the port promises. */
export function describeEventBus(name: string, open: () => Promise<Bench>): void {
  describe(name, () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = await open();
    });

    afterEach(() => bench.close());

    describe('publish', () => publishing(() => bench));
    describe('consume', () => consuming(() => bench));
    describe('consume, when a handler rejects', () => failing(() => bench));
    describe('consume as a group', () => sharing(() => bench));
    describe('consume by broadcast', () => broadcasting(() => bench));
    describe('readToEnd', () => reading(() => bench));
    describe('deadLetter', () => deadLettering(() => bench));
    describe('progress', () => progressing(() => bench));
    describe('stop', () => stopping(() => bench));
  });
}

function publishing(bench: () => Bench): void {
  it('writes the attributes of the event as CloudEvents headers and its data as JSON', async () => {
    const { received } = collect(bench().bus);
    await bench().bus.publish([eventOf('a', 12)]);
    await eventually(() => expect(received).toHaveLength(1), soon);
    const [message] = received;
    expect(Object.fromEntries([...(message?.headers ?? [])].map(([header, values]) => [header, values.join()]))).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: '0192f0c1-0000-7000-8000-000000000012',
      ce_source: 'tests',
      ce_type: 'patchbay.ThingChanged',
      ce_subject: 'a',
      ce_time: '2026-01-02T03:04:05.678Z',
      ce_partitionkey: 'a',
      ce_orgid: '0192f0c1-0000-7000-8000-000000000001',
      ce_version: '12',
      ce_registryseq: '7',
      ce_registryepoch: '2',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    });
    expect(message).toMatchObject({ topic: things.name, offset: 0, key: Buffer.from('a'), value: Buffer.from('{"version":12}') });
    expect(Date.now() - Number(message?.timestamp)).toBeLessThan(60_000);
  });

  it('keeps the order of each key, within a call and over several', async () => {
    const { received } = collect(bench().bus);
    const keys = ['a', 'b', 'c', 'd', 'e'];
    for (const round of [0, 1, 2]) {
      await bench().bus.publish(upTo(15).flatMap((version) => keys.map((key) => eventOf(key, round * 15 + version))));
    }
    await eventually(() => expect(received).toHaveLength(45 * keys.length), soon);
    for (const key of keys) {
      const ofKey = received.map(textOf).filter((text) => text.startsWith(key));
      expect(ofKey).toEqual(upTo(45).map((version) => label(key, version)));
    }
  });

  it('writes a tombstone for data that is null', async () => {
    const { received } = collect(bench().bus);
    const event = eventOf('a', 1);
    await bench().bus.publish([{ ...event, envelope: { ...event.envelope, data: null } }]);
    await eventually(() => expect(received).toMatchObject([{ key: Buffer.from('a'), value: null }]), soon);
  });

  it('takes events of several topics in one call', async () => {
    const { received } = collect(bench().bus, { topics: [things.name, others.name] });
    await bench().bus.publish([eventOf('a', 1), eventOf('b', 2, others.name)]);
    await eventually(() => expect(received.map(({ topic }) => topic).sort()).toEqual([others.name, things.name]), soon);
  });

  it('has nothing to do for no events', async () => {
    await expect(bench().bus.publish([])).resolves.toBeUndefined();
  });
}

function consuming(bench: () => Bench): void {
  it('delivers what was published before it began', async () => {
    await bench().bus.publish([eventOf('a', 1)]);
    const { received } = collect(bench().bus);
    await eventually(() => expect(received.map(textOf)).toEqual([label('a', 1)]), soon);
  });

  it('delivers header values, keys and values as the bytes that they are', async () => {
    const bytes = Buffer.from([0x00, 0xff, 0xfe, 0x80]);
    const { received } = collect(bench().bus);
    await bench().append(things.name, raw({ key: bytes, value: bytes, headers: new Map([['x', [bytes, Buffer.from('second')]]]) }));
    await eventually(() => expect(received).toHaveLength(1), soon);
    expect(received[0]).toMatchObject({ key: bytes, value: bytes });
    expect(received[0]?.headers.get('x')).toEqual([bytes, Buffer.from('second')]);
  });

  it('delivers a message without key and headers', async () => {
    const { received } = collect(bench().bus);
    await bench().append(things.name, raw({ value: Buffer.from('text') }));
    await eventually(() => expect(received).toMatchObject([{ key: null, value: Buffer.from('text'), headers: new Map() }]), soon);
  });

  it('handles the messages of a key one at a time and in order, and those of different keys beside each other', async () => {
    const running = new Set<string>();
    const seen: string[] = [];
    let together = 0;
    const both = gate();
    const { received } = collect(bench().bus, {}, async (message) => {
      const key = String(message.key);
      expect(running).not.toContain(key);
      running.add(key);
      seen.push(textOf(message));
      together = Math.max(together, running.size);
      if (running.size === 2) both.open();
      await both.opened;
      running.delete(key);
    });
    await bench().bus.publish(upTo(10).flatMap((version) => [eventOf('a', version), eventOf('b', version)]));
    await eventually(() => expect(received).toHaveLength(20), soon);
    expect(together).toBe(2);
    expect(new Set(seen).size).toBe(20);
    for (const key of ['a', 'b'])
      expect(seen.filter((text) => text.startsWith(key))).toEqual(upTo(10).map((version) => label(key, version)));
  });
}

function failing(bench: () => Bench): void {
  it('delivers the message again, before those behind it', async () => {
    const attempts: string[] = [];
    const { received } = collect(bench().bus, {}, async (message) => {
      attempts.push(textOf(message));
      if (attempts.length < 3) throw new Error('not now');
    });
    await bench().bus.publish([eventOf('a', 1), eventOf('a', 2)]);
    await eventually(() => expect(received).toHaveLength(2), soon);
    expect(attempts).toEqual([label('a', 1), label('a', 1), label('a', 1), label('a', 2)]);
  });

  it('goes on with the other partitions meanwhile', async () => {
    let blocked: number | undefined;
    const { received } = collect(bench().bus, {}, async ({ partition }) => {
      blocked ??= partition;
      if (partition === blocked) throw new Error('not now');
    });
    await bench().bus.publish(upTo(20).map((version) => eventOf(`key-${version}`, version)));
    await eventually(() => expect(received.length).toBeGreaterThan(0), soon);
    await bench().bus.publish(upTo(20).map((version) => eventOf(`key-${version}`, version + 20)));
    await eventually(() => expect(received.some((message) => Number(JSON.parse(String(message.value)).version) > 20)).toBe(true), soon);
    expect(received.every(({ partition }) => partition !== blocked)).toBe(true);
  });
}

function deadLettering(bench: () => Bench): void {
  it('copies the message to the dead-letter topic, with its reason and the place that it came from', async () => {
    const value = Buffer.from([0x7b, 0xff]);
    const headers = new Map([['x', [Buffer.from('1'), Buffer.from('2')]]]);
    const source = collect(bench().bus, {}, (message) =>
      bench().bus.deadLetter(message, { code: 'tests.broken', message: 'cannot be read' }),
    );
    const dead = collect(bench().bus, { group: 'operators', topics: [deadLetterTopicOf(things.name)] });
    await bench().append(things.name, raw({ key: Buffer.from('a'), value, headers }));
    await eventually(() => expect(dead.received).toHaveLength(1), soon);
    const [original] = source.received;
    const [letter] = dead.received;
    expect(letter).toMatchObject({ key: Buffer.from('a'), value });
    expect(Object.fromEntries([...(letter?.headers ?? [])].map(([header, values]) => [header, values.map(String)]))).toEqual({
      x: ['1', '2'],
      dlt_code: ['tests.broken'],
      dlt_message: ['cannot be read'],
      dlt_topic: [things.name],
      dlt_partition: [String(original?.partition)],
      dlt_offset: ['0'],
      dlt_timestamp: [original?.timestamp.toISOString()],
    });
  });
}
