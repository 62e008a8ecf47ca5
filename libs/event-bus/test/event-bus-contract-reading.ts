import { BrokerUnavailable } from '../src/broker-unavailable.ts';
import { readToEnd } from '../src/read-to-end.ts';
import { type Bench, eventOf, label, textOf, things, upTo } from './bench.ts';

export function reading(bench: () => Bench): void {
  const read = async (options: { withinMs?: number; signal?: AbortSignal } = {}): Promise<string[]> => {
    const texts: string[] = [];
    await readToEnd(bench().bus, { group: 'reader', topic: things.name, ...options }, (message) => void texts.push(textOf(message)));
    return texts;
  };

  it('tells of everything that is there, each key in its order, and of a tombstone', async () => {
    const forgotten = eventOf('b', 3);
    await bench().bus.publish([eventOf('a', 1), eventOf('b', 2), eventOf('a', 3)]);
    await bench().bus.publish([{ ...forgotten, envelope: { ...forgotten.envelope, data: null } }]);
    const texts = await read();
    expect(texts.filter((text) => text.startsWith('a'))).toEqual([label('a', 1), label('a', 3)]);
    expect(texts.filter((text) => text.startsWith('b'))).toEqual([label('b', 2), 'b undefined']);
  });

  it('reads all of it again the next time, and what has come since', async () => {
    await bench().bus.publish(upTo(500).map((version) => eventOf(`key-${version % 7}`, version)));
    expect(await read()).toHaveLength(500);
    await bench().bus.publish([eventOf('a', 501)]);
    expect(await read()).toHaveLength(501);
  });

  it('ends with nothing when nothing is there', async () => {
    expect(await read()).toEqual([]);
  });

  it.each([
    ['its time is over', { withinMs: 0 }],
    ['it is told to end', { signal: AbortSignal.abort() }],
  ])('rejects when %s', async (_, options) => {
    await bench().bus.publish([eventOf('a', 1)]);
    await expect(read(options)).rejects.toBeInstanceOf(BrokerUnavailable);
  });
}
