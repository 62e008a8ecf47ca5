import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { eventExamples, httpExamples } from './examples.ts';
import * as contracts from './index.ts';

const schemasFolder = new URL('../schemas/', import.meta.url);

/** Values of other contracts, too small to be a body of their own. */
const vocabulary = new Set(
  'AccessLevel Action Command ConnectorAction ConnectorId ConnectorKind ConnectorState DecidingRole ExecutionId ExecutionTurn FlowId FlowLabel HaltMode HolderInstanceId HolderKind Licence MovableLabel OnConnectorInactive OperationId OrganizationId Outcome OutcomeType PlatformEvent RefusalCode ResourceType Role ScheduleId TimeZone TraceStep ValidationRow Wait'.split(
    ' ',
  ),
);

const eventSchemas = new Map(contracts.topics.flatMap((topic) => Object.entries(topic.events)));
const eventDataNames = new Set(
  Object.entries(contracts).flatMap(([name, value]) => ([...eventSchemas.values()].includes(value as z.ZodType) ? [name] : [])),
);
const httpSchemas = new Map(
  Object.entries(contracts).flatMap(([name, value]) =>
    value instanceof z.ZodType && name !== 'EventEnvelope' && !vocabulary.has(name) && !eventDataNames.has(name)
      ? [[name, value] as const]
      : [],
  ),
);

const written = (schema: z.ZodType, title: string): string =>
  `${JSON.stringify({ ...z.toJSONSchema(schema, { io: 'input' }), title }, null, 2)}\n`;

function expectWritten(folder: string, schemas: ReadonlyMap<string, z.ZodType>): void {
  const path = new URL(`${folder}/`, schemasFolder);
  if (process.env.UPDATE_SCHEMAS === '1') {
    mkdirSync(path, { recursive: true });
    for (const [name, schema] of schemas) writeFileSync(new URL(`${name}.json`, path), written(schema, name));
  }
  const committed = Object.fromEntries(
    readdirSync(path).map((file) => [file.slice(0, -'.json'.length), readFileSync(new URL(file, path), 'utf8')]),
  );
  expect(committed).toEqual(Object.fromEntries([...schemas].map(([name, schema]) => [name, written(schema, name)])));
}

describe('written JSON Schemas', () => {
  it('are those of the events', () => expectWritten('events', eventSchemas));
  it('are those of the HTTP bodies', () => expectWritten('http', httpSchemas));
});

describe('examples', () => {
  it('are there for every event, and for no other', () => {
    expect(Object.keys(eventExamples).toSorted()).toEqual([...eventSchemas.keys()].toSorted());
  });

  it('are there for every HTTP body, and for no other', () => {
    expect(Object.keys(httpExamples).toSorted()).toEqual([...httpSchemas.keys()].toSorted());
  });

  it.each([...eventSchemas, ...httpSchemas])('%s parses, and is its own output', (name, schema) => {
    const example = eventExamples[name] ?? httpExamples[name];
    expect(schema.parse(example)).toEqual(example);
  });
});

describe('an event reader', () => {
  it.each([...eventSchemas])('ignores a field of %s that it does not know', (name, schema) => {
    const example = eventExamples[name] as Record<string, unknown>;
    expect(schema.parse({ ...example, addedNextYear: true })).toEqual(example);
  });

  it('refuses a version that is a string', () => {
    const example = eventExamples['patchbay.ConnectorState'] as Record<string, unknown>;
    expect(contracts.ConnectorStateRecord.safeParse({ ...example, version: '1' }).success).toBe(false);
  });
});

/** The messages of the halt protocol: in a rollout either side is a version ahead, and a holder that is refused stops every call. */
const leaseMessages = ['RenewLeaseRequest', 'AcknowledgeLeaseRequest', 'LeaseGrant', 'HolderPush'];

describe('a message between holder and registry', () => {
  it.each(leaseMessages)('%s may carry a field that the other side does not know', (name) => {
    const example = httpExamples[name] as Record<string, unknown>;
    expect(httpSchemas.get(name)?.parse({ ...example, addedNextYear: true })).toEqual(example);
  });
});

describe('a request', () => {
  const lenient = ['EvaluationRequest', ...leaseMessages];
  const requests = [...httpSchemas].filter(([name]) => /(Request|Query)$/.test(name) && !lenient.includes(name));
  it.each(requests)('%s refuses a field that it does not know', (name, schema) => {
    const example = httpExamples[name] as Record<string, unknown>;
    const result = schema.safeParse({ ...example, colour: 'red' });
    expect(result.error?.issues[0]).toMatchObject({ code: 'unrecognized_keys', keys: ['colour'] });
  });
});

describe('topics', () => {
  it('are published by one service each, under a versioned name', () => {
    expect(contracts.topics.map((topic) => [topic.name, topic.owner])).toEqual([
      ['patchbay.connector.lifecycle.v1', 'connector-registry'],
      ['patchbay.connector.state.v1', 'connector-registry'],
      ['patchbay.flow.lifecycle.v1', 'flow-executor'],
      ['patchbay.routing.outcomes.v1', 'flow-executor'],
      ['patchbay.authz.v1', 'authz'],
    ]);
  });

  it('have a dead-letter topic beside them', () => {
    expect(contracts.deadLetterTopicOf(contracts.connectorState.name)).toBe('patchbay.connector.state.v1.dlt');
  });
});
