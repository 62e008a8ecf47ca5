import { eventually } from '@patchbay/testing';
import { soon } from '../running-registry.ts';

export interface StreamedEvent {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

/** What a browser's EventSource does, as far as the standard says how to read a stream. */
export class EventStream {
  readonly events: StreamedEvent[] = [];
  heartbeats = 0;
  lastEventId = '';
  ended = false;
  private readonly leaving = new AbortController();

  private constructor(
    readonly status: number,
    readonly headers: Headers,
    /** Of a refusal. */
    readonly problem: Record<string, unknown> | undefined,
  ) {}

  static async open(url: string, headers: Record<string, string>): Promise<EventStream> {
    const leaving = new AbortController();
    const response = await fetch(url, { headers, signal: leaving.signal });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    const stream = new EventStream(
      response.status,
      response.headers,
      isStream ? undefined : ((await response.json()) as Record<string, unknown>),
    );
    stream.leaving.signal.addEventListener('abort', () => leaving.abort());
    if (isStream && response.body) void stream.read(response.body);
    return stream;
  }

  of(event: string): StreamedEvent[] {
    return this.events.filter((streamed) => streamed.event === event);
  }

  async following(): Promise<this> {
    await eventually(() => {
      if (this.heartbeats === 0) throw new Error('the stream has not begun');
    }, soon);
    return this;
  }

  leave(): void {
    this.leaving.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) this.take(block);
      }
    } catch {
      // Left, or cut off.
    }
    this.ended = true;
  }

  private take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
    this.lastEventId = fields.get('id') ?? this.lastEventId;
    if (fields.has('')) this.heartbeats += 1;
    const data = fields.get('data');
    if (data !== undefined) this.events.push({ id: this.lastEventId, event: fields.get('event') ?? 'message', data: JSON.parse(data) });
  }
}
