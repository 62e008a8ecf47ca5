import { end, givenExport, givenFlowOf, start } from '../../../test/given-flow.ts';
import { exportTextIn } from './import-document.ts';
import { MalformedExport } from './malformed-export.ts';
import { readFlowExport } from './read-flow-export.ts';

const flow = givenFlowOf({ Done: end });
const text = `{ "exact": 1.0, ${JSON.stringify(flow).slice(1)}`;

/** The same flow in the newer form of the designer. */
const fdl = {
  schemaVersion: '2.0',
  name: 'Newer',
  description: 'kept',
  somethingNew: { kept: true },
  variables: [{ name: 'count', type: 'INTEGER', value: '0' }],
  nodes: [
    { id: 'n1', name: 'NewPhoneContact', activityType: 'start', properties: { activityName: 'start' } },
    {
      id: 'n2',
      name: 'Ask',
      activityType: 'action',
      group: 'enum-gateway',
      properties: { activityName: 'ivr-menu', menuOptions: [{ digit: '1', label: 'Sales' }] },
    },
    { id: 'n3', name: 'Done', activityType: 'end', properties: { activityName: 'disconnect-contact' } },
  ],
  edges: [
    { id: 'e1', from: 'NewPhoneContact', to: 'Ask', condition: 'out', properties: {} },
    { id: 'e2', from: 'n2', to: 'n3', condition: '1', properties: { value: '1' } },
    { from: 'n2', to: 'nowhere', properties: { value: 'timeout' } },
  ],
  eventFlows: {
    GLOBAL_EVENTS: {
      id: 'GLOBAL_EVENTS',
      onEvents: { GlobalErrorHandling: 'v1' },
      nodes: [
        {
          id: 'v1',
          name: 'OnError',
          activityType: 'event',
          properties: { activityName: 'event', eventSpecificationName: 'GlobalErrorHandling' },
        },
        { id: 'v2', name: 'EndAll', activityType: 'end', properties: { activityName: 'end' } },
      ],
      edges: [{ id: 'e3', from: 'OnError', to: 'EndAll', condition: 'out', properties: {} }],
    },
  },
};

describe('exportTextIn', () => {
  it('leaves an export as it is written', () => {
    expect(exportTextIn(text)).toBe(text);
  });

  it('leaves out a byte order mark', () => {
    expect(exportTextIn(`\ufeff${text}`)).toBe(text);
  });

  it.each([
    ['one member', `{"flow": ${text} }`],
    ['a second member beside it', `{"status":"ok","meta":{"a":1},"flow":${text}}`],
    ['two wrappers', `{"data":{"exportFlow":${text}}}`],
  ])('takes an export out of a wrapper with %s, as it is written', (_, wrapped) => {
    expect(exportTextIn(wrapped)).toBe(text);
  });

  it.each(['{}', '[]', '7', '{"a":{"b":1}}', '{"a":{"b":{"c":{"d":{"process":{}}}}}}'])('leaves %s, which holds none', (other) => {
    expect(exportTextIn(other)).toBe(other);
  });

  it('refuses a document that is nested without end', () => {
    const nested = (levels: number) => `{"name":"x","process":{},"deep":${'['.repeat(levels)}"[[["${']'.repeat(levels)}}`;
    expect(exportTextIn(nested(99))).toBe(nested(99));
    expect(() => exportTextIn(nested(100))).toThrow(MalformedExport);
    expect(() => exportTextIn(nested(100_000))).toThrow(MalformedExport);
  });
});

describe('the newer form', () => {
  const converted = () => JSON.parse(exportTextIn(JSON.stringify(fdl)));

  it('becomes the same flow in the form of an export', () => {
    const { main, events, variables } = readFlowExport(converted());
    expect(variables).toEqual([expect.objectContaining({ name: 'count', type: 'INTEGER' })]);
    expect(main.activities.map(({ id, label, kind }) => [id, label, kind])).toEqual([
      ['n1', 'NewPhoneContact', 'NewContact'],
      ['n2', 'Ask', 'ivr-menu'],
      ['n3', 'Done', 'disconnect-contact'],
    ]);
    expect(main.links.map(({ sourceId, port, targetId }) => [sourceId, port, targetId])).toEqual([
      ['n1', 'out', 'n2'],
      ['n2', '1', 'n3'],
      ['n2', 'timeout', 'nowhere'],
    ]);
    expect(events.activities.map(({ event, kind }) => [event, kind])).toEqual([
      ['OnGlobalError', 'event'],
      [undefined, 'end'],
    ]);
    expect(main.activities[1]?.properties).toMatchObject({ menuLinks: ['1'], 'menuLinks:input': ['Sales'] });
  });

  it('keeps what is not understood', () => {
    expect(converted()).toMatchObject({ name: 'Newer', description: 'kept', somethingNew: { kept: true } });
    expect(converted()).not.toHaveProperty('nodes');
    expect(converted()).not.toHaveProperty('schemaVersion');
  });

  it.each([
    [{ ...fdl, schemaVersion: '3.0' }, '$.schemaVersion'],
    [{ ...fdl, nodes: [1] }, '$.nodes'],
    [{ ...fdl, edges: {} }, '$.edges'],
  ])('is refused where it cannot be read', (document, path) => {
    expect(() => exportTextIn(JSON.stringify(document))).toThrow(
      expect.objectContaining({ code: 'flow.malformed-export', details: { path } }),
    );
  });

  it('is not what has a process', () => {
    const both = { ...givenExport({ activities: { NewPhoneContact: start }, links: [] }), nodes: [] };
    expect(exportTextIn(JSON.stringify(both))).toBe(JSON.stringify(both));
  });
});
