import { connectorState } from '@patchbay/contracts';
import { stateEvent } from '../test/connector-state.ts';
import { messageOf, readEvent } from './cloud-event.ts';
import type { IncomingMessage } from './event-bus.ts';
import { UnreadableMessage } from './unreadable-message.ts';

/** The message as it arrives, with headers replaced, and left out where undefined. */
function arrived(changes: Record<string, string | string[] | undefined> = {}, value?: string): IncomingMessage {
  const message = messageOf(stateEvent(7));
  const headers = Object.entries({ ...message.headers, ...changes }).flatMap(([name, values]) =>
    values === undefined ? [] : [[name, [values].flat().map((text) => Buffer.from(text))] as const],
  );
  return {
    topic: connectorState.name,
    partition: 0,
    offset: 0,
    timestamp: new Date(0),
    key: Buffer.from(message.key),
    value: Buffer.from(value ?? message.value ?? ''),
    headers: new Map(headers),
  };
}

const read = (message: IncomingMessage) => readEvent(message, connectorState);

describe('readEvent', () => {
  it('reads what messageOf wrote', () => {
    expect(read(arrived())).toEqual({ kind: 'event', event: stateEvent(7).envelope });
  });

  it('reads every optional attribute as the number or text that it is', () => {
    const event = read(arrived({ ce_registryseq: '9', ce_registryepoch: '2', traceparent: '00-a-b-01' }));
    expect(event).toMatchObject({ event: { version: 7, registrySeq: 9, registryEpoch: 2, traceparent: '00-a-b-01' } });
  });

  it.each(['9', '10', '99', '100', '9007199254740991'])('reads the version %s as that number', (version) => {
    expect(read(arrived({ ce_version: version }))).toMatchObject({ event: { version: Number(version) } });
  });

  it.each(['9007199254740992', '9007199254740993', '1e3', '0x10', '1.0', '-1', '', ' 7', 'seven', '٣'])(
    'refuses the version "%s"',
    (version) => {
      expect(() => read(arrived({ ce_version: version }))).toThrow('the header ce_version is not a safe integer');
    },
  );

  it('refuses the version 0, which no aggregate has', () => {
    expect(() => read(arrived({ ce_version: '0' }))).toThrow(UnreadableMessage);
  });

  it('takes a type that it does not know as it is, whatever else is wrong', () => {
    const message = arrived({ ce_type: 'patchbay.ConnectorRepainted', ce_id: undefined, ce_specversion: '2.0' }, '<xml/>');
    expect(read(message)).toEqual({ kind: 'unknown-type', type: 'patchbay.ConnectorRepainted' });
  });

  it.each(['constructor', '__proto__', 'toString'])('does not know the type %s either', (type) => {
    expect(read(arrived({ ce_type: type }))).toEqual({ kind: 'unknown-type', type });
  });

  it.each(['ce_id', 'ce_source', 'ce_type', 'ce_subject', 'ce_time', 'ce_orgid', 'ce_specversion'])(
    'refuses a message without %s',
    (name) => {
      expect(() => read(arrived({ [name]: undefined }))).toThrow(`the header ${name} is missing`);
    },
  );

  it('refuses a header that is there twice', () => {
    expect(() => read(arrived({ ce_version: ['7', '8'] }))).toThrow('the header ce_version is there 2 times');
  });

  it.each([
    ['another version of CloudEvents', { ce_specversion: '0.3' }, 'the header ce_specversion is not 1.0'],
    ['another content type', { 'content-type': 'application/avro' }, 'the header content-type is not application/json'],
    ['an id that is no UUID', { ce_id: '1' }, 'its attributes have invalid_format at "id"'],
    ['an organization that is no UUID', { ce_orgid: 'acme' }, 'its attributes have invalid_format at "organizationId"'],
    ['a time that is none', { ce_time: 'yesterday' }, 'its attributes have invalid_format at "time"'],
  ])('refuses %s', (_, headers, message) => {
    expect(() => read(arrived(headers))).toThrow(message);
  });

  it('accepts a content type with parameters, and none', () => {
    expect(read(arrived({ 'content-type': 'application/json; charset=utf-8' })).kind).toBe('event');
    expect(read(arrived({ 'content-type': undefined })).kind).toBe('event');
  });

  it.each(['', '{"state":', 'null', '[]', '"text"'])('refuses the value %s', (value) => {
    expect(() => read(arrived({}, value))).toThrow(UnreadableMessage);
  });

  it('refuses data that its schema refuses, naming the field and not the value', () => {
    const data = { ...(stateEvent(7).envelope.data as object), version: '100', accessLevel: 'SECRET' };
    expect(() => read(arrived({}, JSON.stringify(data)))).toThrow(
      /data of patchbay\.ConnectorState has (?=.*"version")(?=.*"accessLevel")(?!.*SECRET)/,
    );
  });

  it('drops fields that the schema does not know', () => {
    const data = { ...(stateEvent(7).envelope.data as object), colour: 'blue' };
    expect(read(arrived({}, JSON.stringify(data)))).toEqual({ kind: 'event', event: stateEvent(7).envelope });
  });
});
