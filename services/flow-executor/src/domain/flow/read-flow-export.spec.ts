import { end, givenFlowOf } from '../../../test/given-flow.ts';
import { MalformedExport } from './malformed-export.ts';
import { readFlowExport } from './read-flow-export.ts';

const valid = () =>
  givenFlowOf(
    { Done: end },
    {
      variables: [
        { name: 'count', type: 'INTEGER', value: '0' },
        { name: 'pin', value: null, isSecure: true },
      ],
      events: { activities: { GlobalErrorHandling: { event: 'OnGlobalError' } }, links: [] },
    },
  );

describe('readFlowExport', () => {
  it('reads what the executor understands and passes over the rest', () => {
    expect(readFlowExport(valid())).toEqual({
      name: 'Test flow',
      description: '',
      flowType: 'FLOW',
      variables: [
        { name: 'count', type: 'INTEGER', defaultValue: '0', isSecure: false },
        { name: 'pin', type: 'STRING', defaultValue: null, isSecure: true },
      ],
      main: {
        activities: [
          expect.objectContaining({ id: 'id:NewPhoneContact', label: 'NewPhoneContact', kind: 'NewContact', event: undefined }),
          expect.objectContaining({ id: 'id:Done', label: 'Done', kind: 'end' }),
        ],
        links: [{ id: 'link 0', sourceId: 'id:NewPhoneContact', targetId: 'id:Done', port: 'out' }],
      },
      events: { activities: [expect.objectContaining({ label: 'GlobalErrorHandling', kind: 'event', event: 'OnGlobalError' })], links: [] },
    });
  });

  it.each([
    ['a missing event map', { ...valid(), eventFlows: undefined }],
    ['an event map that is null', { ...valid(), eventFlows: { eventsMap: { GLOBAL_EVENTS: null } } }],
    ['a missing list of variables', { ...valid(), variables: null }],
    ['a type in lower case', { ...valid(), variables: [{ name: 'a', type: 'string', value: 5 }] }],
    ['a subflow', { ...valid(), flowType: 'SUBFLOW' }],
  ])('tolerates %s', (_what, raw) => {
    expect(() => readFlowExport(raw)).not.toThrow();
  });

  const broken = (change: Record<string, unknown>) => ({ ...valid(), ...change });
  const brokenActivity = (activity: unknown) => broken({ process: { activities: { a: activity }, links: [] } });
  const brokenLink = (link: unknown) => broken({ process: { activities: {}, links: [link] } });

  it.each<[string, unknown]>([
    ['$', null],
    ['$', 'a text'],
    ['$', [1]],
    ['$.name', {}],
    ['$.name', broken({ name: ' ' })],
    ['$.name', broken({ name: { deep: 1 } })],
    ['$.flowType', broken({ flowType: 'WORKFLOW' })],
    ['$.process', broken({ process: undefined })],
    ['$.process', broken({ process: [] })],
    ['$.variables', broken({ variables: {} })],
    ['$.variables[0]', broken({ variables: ['x'] })],
    ['$.variables[0].name', broken({ variables: [{ type: 'STRING' }] })],
    ['$.variables[0].type', broken({ variables: [{ name: 'a', type: 'MONEY' }] })],
    ['$.process.activities', broken({ process: { activities: [1] } })],
    ['$.process.activities.a', brokenActivity(null)],
    ['$.process.activities.a.properties', brokenActivity({ name: 'A' })],
    ['$.process.activities.a.name', brokenActivity({ name: [], properties: {} })],
    ['$.process.links', broken({ process: { activities: {}, links: {} } })],
    ['$.process.links[0]', brokenLink(7)],
    ['$.process.links[0].sourceActivityId', brokenLink({})],
    ['$.process.links[0].targetActivityId', brokenLink({ sourceActivityId: 'a' })],
    ['$.process.links[0].properties', brokenLink({ sourceActivityId: 'a', targetActivityId: 'b' })],
    ['$.eventFlows', broken({ eventFlows: 5 })],
    ['$.eventFlows.eventsMap', broken({ eventFlows: { eventsMap: [] } })],
    ['$.eventFlows.eventsMap.X.process', broken({ eventFlows: { eventsMap: { X: {} } } })],
  ])('says that %s is wrong', (path, raw) => {
    expect(() => readFlowExport(raw)).toThrow(MalformedExport);
    expect(() => readFlowExport(raw)).toThrow(expect.objectContaining({ details: { path } }));
  });

  it('takes names of prototypes for plain names', () => {
    const raw = JSON.parse(
      '{"name":"x","process":{"activities":{"__proto__":{"name":"P","properties":{"activityName":"constructor"}}},"links":[]}}',
    );
    expect(readFlowExport(raw).main.activities).toEqual([expect.objectContaining({ id: '__proto__', kind: 'constructor' })]);
  });
});
