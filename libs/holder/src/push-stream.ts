import { setTimeout as pause } from 'node:timers/promises';
import { HolderPush } from '@patchbay/contracts';
import { createParser } from 'eventsource-parser';
import type { RegistryClient } from './registry-client.ts';

/** The registry says something each second. */
const silentMs = 3_000;
const firstPauseMs = 50;
const longestPauseMs = 1_000;

interface PushStreamOptions {
  client: Pick<RegistryClient, 'openStream'>;
  /** Everything up to here is known. */
  position: () => number;
  onPush: (push: HolderPush) => void;
  /** A message that cannot be read: what it said comes with the next grant. */
  onUnreadable: () => void;
  problem: (what: string, error: unknown) => void;
}

/** Listens to the registry, and begins anew at another replica when the stream ends or falls silent. */
export class PushStream {
  private readonly ending = new AbortController();
  private running = false;

  constructor(private readonly options: PushStreamOptions) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    void this.run();
  }

  stop(): void {
    this.ending.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    for (let failures = 0; !signal.aborted; failures++) {
      const heard = await this.listen();
      if (signal.aborted) return;
      if (heard) failures = 0;
      await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** failures), undefined, { ref: false });
    }
  }

  /** @returns whether anything was heard */
  private async listen(): Promise<boolean> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(new Error(`nothing heard for ${silentMs} ms`)), silentMs).unref();
    const signal = AbortSignal.any([silence.signal, this.ending.signal]);
    const parser = createParser({ onEvent: ({ event, data }) => event === 'push' && this.receive(data) });
    const decoder = new TextDecoder();
    let heard = false;
    try {
      for await (const chunk of await this.options.client.openStream(this.options.position(), silentMs, signal)) {
        heard = true;
        timer.refresh();
        parser.feed(decoder.decode(chunk, { stream: true }));
      }
    } catch (error) {
      if (!this.ending.signal.aborted) this.options.problem('the push stream broke off', error);
    } finally {
      clearTimeout(timer);
    }
    return heard;
  }

  private receive(data: string): void {
    const push = HolderPush.safeParse(parsed(data));
    if (push.success) this.options.onPush(push.data);
    else {
      this.options.problem('a push cannot be read', push.error);
      this.options.onUnreadable();
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
