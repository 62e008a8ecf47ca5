import { EventEmitter } from 'node:events';
import { given, organization, otherOrganization } from '../../../../test/given.ts';
import { PushStream } from './push-stream.ts';

/** A response whose reader takes nothing. */
class UnreadResponse extends EventEmitter {
  writableLength = 0;
  isDestroyed = false;

  get writableNeedDrain(): boolean {
    return this.writableLength > 16_384;
  }

  write(text: string): boolean {
    this.writableLength += text.length;
    return !this.writableNeedDrain;
  }

  destroy(): void {
    this.isDestroyed = true;
  }
}

describe('a stream that is not read', () => {
  let response: UnreadResponse;
  let ends: string[];
  let stream: PushStream;

  beforeEach(() => {
    response = new UnreadResponse();
    ends = [];
    stream = new PushStream({
      response: response as unknown as ConstructorParameters<typeof PushStream>[0]['response'],
      organizationId: organization,
      onEnd: (because) => ends.push(because),
    });
  });

  const changeOf = (seq: number, organizationId = organization) => ({
    epoch: 1,
    seq,
    organizationId,
    record: given({ description: 'x'.repeat(1_000) }),
  });

  it('is cut off by the first change beyond what is kept for it, and takes no more', () => {
    for (let seq = 1; ends.length === 0 && seq < 10_000; seq++) stream.push([changeOf(seq)]);
    expect([ends, response.isDestroyed]).toEqual([['too-slow'], true]);
    const kept = response.writableLength;
    expect(kept).toBeLessThan(1_048_576 + 2_000);
    stream.push([changeOf(10_001)]);
    stream.heartbeat();
    expect([ends.length, response.writableLength]).toEqual([1, kept]);
  });

  it('is cut off after three heartbeats that nobody has taken, and not while somebody takes them', () => {
    for (let beat = 0; beat < 10; beat++) stream.heartbeat();
    expect(ends).toEqual([]);
    stream.push(Array.from({ length: 20 }, (_, seq) => changeOf(seq)));
    stream.heartbeat();
    stream.heartbeat();
    expect(ends).toEqual([]);
    stream.heartbeat();
    expect(ends).toEqual(['too-slow']);
  });

  it('keeps of what concerns others their number alone', () => {
    stream.push([changeOf(1, otherOrganization)]);
    expect(response.writableLength).toBeLessThan(100);
  });
});
