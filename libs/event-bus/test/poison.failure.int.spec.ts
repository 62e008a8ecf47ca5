import { connectorState, deadLetterTopicOf, type EventEnvelope } from '@patchbay/contracts';
import { DomainError } from '@patchbay/errors';
import { eventually } from '@patchbay/testing';
import { EventBusServer, type EventBusServerOptions, type Problem, type Quarantined } from '../src/index.ts';
import { collect, gate, raw, soon } from './bench.ts';
import { connectorId, stateEvent } from './connector-state.ts';
import { type KafkaBench, openKafkaBench } from './kafka-bench.ts';

class DatabaseAway extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'tests.database-away';
}

describe('a message that cannot be handled, on a real broker', () => {
  let bench: KafkaBench;
  let problems: Problem[];

  beforeEach(async () => {
    bench = await openKafkaBench({}, [connectorState]);
    problems = [];
  });

  afterEach(() => bench.close());

  const serve = (onEvent: (event: EventEnvelope) => Promise<void>, options: Partial<EventBusServerOptions> = {}) => {
    const server = new EventBusServer({
      bus: bench.bus,
      consumer: 'tests',
      mode: 'group',
      topics: [connectorState],
      onProblem: (problem) => problems.push(problem),
      ...options,
    });
    server.addHandler(connectorState.name, onEvent, true);
    return new Promise((resolve) => server.listen(resolve));
  };

  const deadLetters = () => collect(bench.bus, { group: 'operators', topics: [deadLetterTopicOf(connectorState.name)] }).received;

  it('is quarantined, then dead-lettered with its reason, and does not block what follows it', async () => {
    const versions: unknown[] = [];
    const quarantined: Quarantined[] = [];
    const closed = gate();
    const dead = deadLetters();
    await serve(async ({ version }) => void versions.push(version), {
      onQuarantined: async (about) => {
        quarantined.push(about);
        await closed.opened;
      },
    });
    await bench.bus.publish([stateEvent(1)]);
    await bench.append(connectorState.name, raw({ key: Buffer.from(connectorId), value: Buffer.from('{"state":') }));
    await bench.bus.publish([stateEvent(2)]);
    await eventually(() => expect(quarantined).toMatchObject([{ topic: connectorState.name, key: connectorId }]), soon);
    expect({ versions, dead }).toEqual({ versions: [1], dead: [] });
    closed.open();
    await eventually(() => expect(versions).toEqual([1, 2]), soon);
    await eventually(() => expect(dead).toHaveLength(1), soon);
    expect(dead[0]?.headers.get('dlt_code')).toEqual([Buffer.from('event-bus.unreadable')]);
    expect(dead[0]?.headers.get('dlt_offset')).toEqual([Buffer.from('1')]);
    expect(dead[0]).toMatchObject({ key: Buffer.from(connectorId), value: Buffer.from('{"state":') });
  });

  it('waits for what is unavailable, and is then handled once, in order', async () => {
    const versions: unknown[] = [];
    let failures = 0;
    await serve(async ({ version }) => {
      if (version === 2 && failures < 2) {
        failures += 1;
        throw new DatabaseAway('the database does not answer');
      }
      versions.push(version);
    });
    await bench.bus.publish([stateEvent(1), stateEvent(2), stateEvent(3)]);
    await eventually(() => expect(versions).toEqual([1, 2, 3]), soon);
    expect(problems.map(({ kind }) => kind)).toEqual(['waiting', 'waiting']);
  });

  it('is dead-lettered without its value when the broker takes no more than it has already', async () => {
    const versions: unknown[] = [];
    const dead = deadLetters();
    await serve(async ({ version }) => void versions.push(version));
    await bench.append(connectorState.name, raw({ key: Buffer.from(connectorId), value: Buffer.alloc(1_048_400, 'x') }));
    await bench.bus.publish([stateEvent(2)]);
    await eventually(() => expect(versions).toEqual([2]), soon);
    await eventually(() => expect(dead).toMatchObject([{ key: Buffer.from(connectorId), value: null }]), soon);
    expect(dead[0]?.headers.get('dlt_value')).toEqual([Buffer.from('dropped: too large')]);
  });
});
