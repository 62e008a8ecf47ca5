import { Controller, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { connectorState, deadLetterTopicOf } from '@patchbay/contracts';
import { DomainError } from '@patchbay/errors';
import { eventually } from '@patchbay/testing';
import { EMPTY, of, throwError } from 'rxjs';
import { connectorId, stateEvent } from '../test/connector-state.ts';
import {
  connectEventBus,
  EventBusServer,
  type EventBusServerOptions,
  InMemoryEventBus,
  MessageContext,
  type Problem,
  type ReceivedEvent,
} from './index.ts';

const soon = { withinMs: 3_000 };

class Away extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'tests.away';
}

class Illegal extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'tests.illegal';
}

/** What the handler of the test at hand does. */
let behave: (version: number, context: MessageContext) => unknown;

@Controller()
class ConnectorStateConsumer {
  @EventPattern<string>(connectorState.name)
  on(@Payload() event: ReceivedEvent<typeof connectorState>, @Ctx() context: MessageContext): unknown {
    switch (event.type) {
      case 'patchbay.ConnectorState':
        return behave(event.data.version, context);
    }
  }
}

@Module({ controllers: [ConnectorStateConsumer] })
class TestModule {}

describe('EventBusServer', () => {
  let bus: InMemoryEventBus;
  let app: INestApplication;
  let server: EventBusServer;
  let versions: number[];
  let problems: Problem[];

  const open = async (options: Partial<EventBusServerOptions> = {}, connect = connectEventBus) => {
    server = new EventBusServer({
      bus,
      consumer: 'tests',
      mode: 'group',
      topics: [connectorState],
      onProblem: (problem) => problems.push(problem),
      ...options,
    });
    app = await NestFactory.create(TestModule, new FastifyAdapter(), { logger: false });
    connect(app, server);
    await app.startAllMicroservices();
    await app.init();
  };

  beforeEach(() => {
    [versions, problems] = [[], []];
    bus = new InMemoryEventBus();
    behave = (version) => void versions.push(version);
  });

  afterEach(async () => {
    await app.close();
    await bus.close();
  });

  const deadLetters = () => bus.messages(deadLetterTopicOf(connectorState.name));

  it('calls the @EventPattern handler with the event, and with the message beside it', async () => {
    let offset: number | undefined;
    behave = (version, context) => {
      versions.push(version);
      offset = context.getMessage().offset;
    };
    await open();
    await bus.publish([stateEvent(100)]);
    await eventually(() => expect(versions).toEqual([100]), soon);
    expect(offset).toBe(0);
  });

  it.each([
    ['a promise', async () => undefined],
    ['a stream', () => of(1, 2)],
    ['a stream without a value', () => EMPTY],
  ])('waits for a handler that returns %s, once', async (_, result) => {
    behave = (version) => {
      versions.push(version);
      return result();
    };
    await open();
    await bus.publish([stateEvent(1), stateEvent(2)]);
    await eventually(() => expect(versions).toEqual([1, 2]), soon);
    expect(problems).toEqual([]);
  });

  it('does not go on before the handler has finished', async () => {
    const held = Promise.withResolvers<void>();
    behave = async (version) => {
      versions.push(version);
      await held.promise;
    };
    await open();
    await bus.publish([stateEvent(1), stateEvent(2)]);
    await eventually(() => expect(versions).toEqual([1]), soon);
    held.resolve();
    await eventually(() => expect(versions).toEqual([1, 2]), soon);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Illegal('not from there');
      },
    ],
    ['rejects', () => Promise.reject(new Illegal('not from there'))],
    ['ends its stream with an error', () => throwError(() => new Illegal('not from there'))],
  ])('sees the DomainError when the handler %s', async (_, fail) => {
    const quarantined: unknown[] = [];
    behave = fail;
    await open({ onQuarantined: (about) => void quarantined.push(about) });
    await bus.publish([stateEvent(1)]);
    await eventually(() => expect(deadLetters()).toHaveLength(1), soon);
    const reason = { code: 'tests.illegal', message: 'not from there' };
    expect(quarantined).toEqual([{ topic: connectorState.name, key: connectorId, reason }]);
  });

  it('lets the message come again while something is unavailable', async () => {
    behave = (version) => {
      if (problems.length < 3) throw new Away('not now');
      versions.push(version);
    };
    await open();
    await bus.publish([stateEvent(1), stateEvent(2)]);
    await eventually(() => expect(versions).toEqual([1, 2]), soon);
    expect(problems.map(({ kind }) => kind)).toEqual(['waiting', 'waiting', 'waiting']);
  });

  it('loses nothing when it was connected without connectEventBus, and says what is wrong', async () => {
    behave = () => {
      throw new Illegal('not from there');
    };
    await open({}, (application, strategy) => void application.connectMicroservice({ strategy }));
    await bus.publish([stateEvent(1)]);
    await eventually(() => expect(problems[0]).toMatchObject({ kind: 'waiting', error: { code: 'event-bus.handler-error-hidden' } }), soon);
    expect(deadLetters()).toEqual([]);
  });

  it('refuses to start with a topic that no handler is for', async () => {
    await expect(open({ topics: [{ ...connectorState, name: 'patchbay.other.v1' }] })).rejects.toThrow('without an @EventPattern for it');
  });

  it('stops consuming when the application closes', async () => {
    await open();
    await app.close();
    await bus.publish([stateEvent(1)]);
    expect(versions).toEqual([]);
  });

  describe('health', () => {
    it('is not ready before it has started', () => {
      const idle = new EventBusServer({ bus, consumer: 'tests', mode: 'group', topics: [] });
      expect(idle.health()).toEqual({ ready: false, reason: 'tests has not joined the event broker yet' });
    });

    it('is ready when there is nothing to do', async () => {
      await open();
      expect(server.health()).toEqual({ ready: true });
    });

    it('is not ready by broadcast until it knows everything', async () => {
      const held = Promise.withResolvers<void>();
      behave = () => held.promise;
      await bus.publish([stateEvent(1), stateEvent(2)]);
      await open({ mode: 'broadcast' });
      expect(server.health()).toEqual({ ready: false, reason: 'tests is still reading, 2 messages behind' });
      held.resolve();
      await eventually(() => expect(server.health()).toEqual({ ready: true }), soon);
    });

    it('is not ready while it makes no progress, and again when it does', async () => {
      bus = new InMemoryEventBus({ stallAfterMs: 1 });
      const held = Promise.withResolvers<void>();
      behave = () => held.promise;
      await open();
      await bus.publish([stateEvent(1)]);
      const reason = 'tests makes no progress, 1 messages behind';
      await eventually(() => expect(server.health()).toEqual({ ready: false, reason }), soon);
      held.resolve();
      await eventually(() => expect(server.health()).toEqual({ ready: true }), soon);
    });
  });
});
