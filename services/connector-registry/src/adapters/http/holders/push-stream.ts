import type { ServerResponse } from 'node:http';
import type { Change } from '../../../application/holders/ports.ts';
import type { OrganizationId } from '../../../domain/ids.ts';

export type StreamEnd = 'replaced' | 'too-slow' | 'lease-over';

interface PushStreamOptions {
  response: ServerResponse;
  organizationId: OrganizationId | null;
  onEnd: (because: StreamEnd | 'closed') => void;
}

/** A reader that has not taken so much is no use to anybody: it reads the state with its next renewal. */
const mostBufferedBytes = 1_048_576;
/** Of heartbeats, one a second, while nothing is taken. */
const patience = 3;

/** Server-sent events to one holder. Written as they come, so that nothing waits for anything but the socket. */
export class PushStream {
  private fullFor = 0;
  private ended = false;

  constructor(private readonly options: PushStreamOptions) {
    options.response.once('close', () => this.end('closed'));
  }

  push(changes: readonly Change[]): void {
    this.write(changes.map((change) => textOf(change, this.options.organizationId)).join(''));
  }

  /** A sign of life: a stream that is silent for longer is taken for dead by its reader. */
  heartbeat(): void {
    this.fullFor = this.options.response.writableNeedDrain ? this.fullFor + 1 : 0;
    if (this.fullFor >= patience) this.end('too-slow');
    else this.write(': alive\n\n');
  }

  end(because: StreamEnd | 'closed'): void {
    if (this.ended) return;
    this.ended = true;
    this.options.response.destroy();
    this.options.onEnd(because);
  }

  private write(text: string): void {
    const { response } = this.options;
    if (this.ended || text === '') return;
    // Of before: what comes now may come at once.
    if (response.writableLength > mostBufferedBytes) this.end('too-slow');
    else response.write(text);
  }
}

/** What concerns another organization is told by its number alone. JSON has no line breaks of its own. */
function textOf({ epoch, seq, organizationId, record }: Change, of: OrganizationId | null): string {
  const isOurs = of === null || of === organizationId;
  return `event: push\nid: ${epoch}-${seq}\ndata: ${JSON.stringify({ epoch, seq, record: isOurs ? record : null })}\n\n`;
}
