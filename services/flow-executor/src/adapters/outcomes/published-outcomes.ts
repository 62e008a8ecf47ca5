import type { OutgoingEvent } from '@patchbay/contracts';
import { type RoutedCall, RoutingOutcomes } from '../../application/routing-outcomes.ts';
import type { Outcome } from '../../domain/execution/outcome.ts';
import { CallsInProgress } from './calls-in-progress.ts';
import { type EndedCall, outcomeEvent } from './outcome-event.ts';

interface PublishedOutcomesOptions {
  publish: (events: readonly OutgoingEvent[]) => Promise<void>;
  instanceId: string;
  clock: { now(): Date };
  nextId: () => string;
  /** Outcomes that were lost: the buffer was full, or the broker did not take them. */
  onDropped: (count: number, error?: unknown) => void;
  /** Outcomes kept while they cannot be published. Default 20000. */
  capacity?: number;
  /** Default 1000. */
  intervalMs?: number;
}

const largestBatch = 500;
/** Of the outcomes of a report, so that it stays far below what a broker takes. */
const largestBatchBytes = 256_000;
/** Ids, times and names of members of one outcome, and of each connector. */
const outcomeBytes = 400;
const connectorBytes = 40;
const maxCharacterBytes = 3;

/** Batches per organization, published once a second or when one is full, and at most once, beside the calls and not in their way. */
export class PublishedOutcomes extends RoutingOutcomes {
  private readonly running = new CallsInProgress();
  private buffer: EndedCall[] = [];
  /** Those that were last told of calls that run: they are to hear it when there are none left. */
  private told = new Set<string>();
  /** Of the last report. One count for all organizations: it rises for each of them. */
  private batch = 0;
  private publishing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: PublishedOutcomesOptions) {
    super();
  }

  start(): void {
    this.timer ??= setInterval(() => void this.flush(), this.options.intervalMs ?? 1_000).unref();
  }

  /** Publishes what there is. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.publishing;
    await this.flush();
  }

  began(call: RoutedCall): void {
    this.running.add(call);
  }

  left(call: RoutedCall): void {
    this.running.remove(call);
  }

  ended(call: RoutedCall, outcome: Outcome, durationMs: number): void {
    if (this.buffer.length >= (this.options.capacity ?? 20_000)) this.options.onDropped(1);
    else this.buffer.push({ call, outcome, durationMs, endedAt: this.options.clock.now() });
    // Under load a batch is full long before its time has come: many small pieces of work stand less in the way of calls than a large one.
    if (this.buffer.length >= largestBatch) void this.flush();
  }

  /** One at a time: while the broker is slow, what comes waits in the buffer. */
  flush(): Promise<void> {
    this.publishing ??= this.publish().finally(() => {
      this.publishing = undefined;
      if (this.buffer.length >= largestBatch) void this.flush();
    });
    return this.publishing;
  }

  private async publish(): Promise<void> {
    const ended = this.buffer;
    const running = this.running.organizations();
    const events = this.eventsOf(ended, new Set([...ended.map(({ call }) => call.organizationId), ...running, ...this.told]));
    this.buffer = [];
    this.told = new Set(running);
    if (events.length === 0) return;
    try {
      await this.options.publish(events);
    } catch (error) {
      this.options.onDropped(ended.length, error);
    }
  }

  private eventsOf(ended: readonly EndedCall[], organizations: ReadonlySet<string>): OutgoingEvent[] {
    const { instanceId, nextId, clock } = this.options;
    const at = clock.now();
    const byOrganization = Map.groupBy(ended, ({ call }) => call.organizationId);
    return [...organizations].flatMap((organizationId) => {
      const inProgress = this.running.of(organizationId);
      return batches(byOrganization.get(organizationId) ?? []).map((batch) =>
        outcomeEvent(batch, { id: nextId(), instanceId, batch: ++this.batch, organizationId, at, inProgress }),
      );
    });
  }
}

/** At least one, for an organization where calls only run. */
function batches(ended: readonly EndedCall[]): EndedCall[][] {
  let open: EndedCall[] = [];
  let bytes = 0;
  const all = [open];
  for (const one of ended) {
    const size = sizeOf(one);
    if (open.length === largestBatch || bytes + size > largestBatchBytes) {
      open = [];
      bytes = 0;
      all.push(open);
    }
    bytes += size;
    open.push(one);
  }
  return all;
}

/** No less than it has as JSON. */
function sizeOf({ call, outcome }: EndedCall): number {
  const codeLength = 'code' in outcome ? outcome.code.length : 0;
  return outcomeBytes + connectorBytes * call.connectorIds.length + maxCharacterBytes * codeLength;
}
