import { connectorState } from '@patchbay/contracts';
import { DomainError, type ErrorKind, errorKinds } from '@patchbay/errors';
import { connectorId, stateEvent } from '../test/connector-state.ts';
import { messageOf } from './cloud-event.ts';
import type { DeadLetterReason, IncomingMessage } from './event-bus.ts';
import { EventConsumer, type EventConsumerOptions } from './event-consumer.ts';
import type { Problem } from './problem.ts';

class Refused extends DomainError {
  readonly code = 'tests.refused';
  constructor(readonly kind: ErrorKind) {
    super(`refused as ${kind}`);
  }
}

const message = (version = 1, value?: Buffer | null): IncomingMessage => {
  const { headers, ...event } = messageOf(stateEvent(version));
  return {
    topic: connectorState.name,
    partition: 0,
    offset: version,
    timestamp: new Date(0),
    key: Buffer.from(event.key),
    value: value === undefined ? Buffer.from(event.value ?? '') : value,
    headers: new Map(Object.entries(headers).map(([name, text]) => [name, [Buffer.from(text)]])),
  };
};

describe('EventConsumer', () => {
  let told: string[];
  let reasons: DeadLetterReason[];
  let problems: Problem[];

  beforeEach(() => {
    [told, reasons, problems] = [[], [], []];
  });

  const consumer = (onEvent: (attempt: number) => unknown, options: Partial<EventConsumerOptions> = {}) => {
    let attempts = 0;
    return new EventConsumer({
      topics: [connectorState],
      onEvent: async ({ version }) => {
        told.push(`event ${version}`);
        attempts += 1;
        await onEvent(attempts);
      },
      onQuarantined: async ({ key, reason }) => void told.push(`quarantined ${key} ${reason.code}`),
      bus: {
        deadLetter: async (_, reason) => {
          told.push('dead letter');
          reasons.push(reason);
        },
      },
      onProblem: (problem) => problems.push(problem),
      ...options,
    });
  };
  const failing = (error: unknown, times = Number.POSITIVE_INFINITY) =>
    consumer((attempt) => {
      if (attempt <= times) throw error;
    });

  it('hands the event to its handler, and that is all', async () => {
    await consumer(() => undefined).receive(message());
    expect({ told, problems }).toEqual({ told: ['event 1'], problems: [] });
  });

  it('tells nobody of a tombstone', async () => {
    await consumer(() => undefined).receive(message(1, null));
    expect({ told, problems }).toEqual({ told: [], problems: [] });
  });

  it('ignores an event of an unknown type, and says so', async () => {
    const unknown = message();
    const headers = new Map(unknown.headers).set('ce_type', [Buffer.from('patchbay.ConnectorRepainted')]);
    await consumer(() => undefined).receive({ ...unknown, headers });
    expect(told).toEqual([]);
    expect(problems).toMatchObject([{ kind: 'unknown-type', type: 'patchbay.ConnectorRepainted' }]);
  });

  it('quarantines the key of a message that cannot be read, then dead-letters it', async () => {
    await consumer(() => undefined).receive(message(1, Buffer.from('{')));
    expect(told).toEqual([`quarantined ${connectorId} event-bus.unreadable`, 'dead letter']);
    expect(problems).toMatchObject([{ kind: 'dead-lettered', reason: { code: 'event-bus.unreadable' } }]);
  });

  it('quarantines under an empty key when the message has none', async () => {
    await consumer(() => undefined).receive({ ...message(1, Buffer.from('{')), key: null });
    expect(told[0]).toBe('quarantined  event-bus.unreadable');
  });

  it('tries again after an unexpected error', async () => {
    await failing(new TypeError('x is undefined'), 2).receive(message());
    expect(told).toEqual(['event 1', 'event 1', 'event 1']);
    expect(problems).toMatchObject([
      { kind: 'retried', attempt: 1 },
      { kind: 'retried', attempt: 2 },
    ]);
  });

  it('gives up after the third unexpected error', async () => {
    await failing(new TypeError('x is undefined')).receive(message());
    expect(told.slice(2)).toEqual(['event 1', `quarantined ${connectorId} event-bus.unexpected-error`, 'dead letter']);
    expect(reasons).toEqual([{ code: 'event-bus.unexpected-error', message: 'TypeError: x is undefined' }]);
  });

  it('takes what is no Error for an unexpected error', async () => {
    await failing('text').receive(message());
    expect(reasons).toEqual([{ code: 'event-bus.unexpected-error', message: 'text' }]);
  });

  it.each(errorKinds.filter((kind) => kind !== 'unavailable'))('gives up at once when the handler refuses as %s', async (kind) => {
    await failing(new Refused(kind)).receive(message());
    expect(told).toEqual(['event 1', `quarantined ${connectorId} tests.refused`, 'dead letter']);
    expect(reasons).toEqual([{ code: 'tests.refused', message: `refused as ${kind}` }]);
  });

  it('rejects, so that the message comes again, when something is unavailable', async () => {
    const away = new Refused('unavailable');
    await expect(failing(away).receive(message())).rejects.toBe(away);
    expect(told).toEqual(['event 1']);
    expect(problems).toMatchObject([{ kind: 'waiting', error: away }]);
  });

  it('does not dead-letter before the quarantine has succeeded', async () => {
    const failed = new Error('the gate cannot be closed');
    const onQuarantined = () => Promise.reject(failed);
    await expect(consumer(() => undefined, { onQuarantined }).receive(message(1, Buffer.from('{')))).rejects.toBe(failed);
    expect(told).toEqual([]);
    expect(problems).toMatchObject([{ kind: 'waiting', error: failed }]);
  });

  it('rejects, so that the message is not lost, when it cannot be dead-lettered', async () => {
    const failed = new Refused('unavailable');
    const bus = { deadLetter: () => Promise.reject(failed) };
    await expect(consumer(() => undefined, { bus }).receive(message(1, Buffer.from('{')))).rejects.toBe(failed);
    expect(problems).toMatchObject([{ kind: 'waiting', error: failed }]);
  });

  it('gives up a message of a topic that nobody has subscribed to', async () => {
    await consumer(() => undefined).receive({ ...message(), topic: 'patchbay.other.v1' });
    expect(reasons).toMatchObject([{ code: 'event-bus.unexpected-error' }]);
  });
});
