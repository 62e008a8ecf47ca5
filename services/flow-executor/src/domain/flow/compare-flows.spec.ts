import { end, errorHandler, givenFlowOf, request, speak } from '../../../test/given-flow.ts';
import { compareFlows } from './compare-flows.ts';
import { readFlowExport } from './read-flow-export.ts';

const compare = (from: unknown, to: unknown) => compareFlows(readFlowExport(from), readFlowExport(to));
const nothing = { added: [], removed: [], changed: [] };
const base = (say = speak('Hello'), variables = [{ name: 'a' }, { name: 'b', type: 'INTEGER' }]) =>
  givenFlowOf(
    { Say: say, Call: request(), Done: end },
    { variables, events: errorHandler, links: ['Say -default-> Call', 'Call -default-> Done'] },
  );

describe('compareFlows', () => {
  it('finds nothing between a flow and itself, wherever its keys and activities stand', () => {
    const flow = base();
    const { activities, links } = flow.process;
    const reversed = Object.fromEntries(Object.entries(activities).toReversed());
    const other = { ...flow, diagram: { moved: true }, process: { links: links.toReversed(), activities: reversed } };
    expect(compare(flow, other)).toEqual({ activities: nothing, links: { added: [], removed: [] }, variables: nothing });
  });

  it('names activities that were added, removed and changed, with their properties', () => {
    const after = givenFlowOf(
      { Say: speak('Bye'), Done: end, Fetch: request() },
      { variables: [{ name: 'a' }, { name: 'b', type: 'INTEGER' }], links: ['Say -default-> Fetch', 'Fetch -default-> Done'] },
    );
    const { activities, links } = compare(base(), after);
    const shown = (label: string, kind: string) => ({ activityId: `id:${label}`, activityLabel: label, kind });
    expect(activities.added).toEqual([shown('Fetch', 'http-request-v2')]);
    expect(activities.removed.map(({ activityLabel }) => activityLabel)).toEqual([
      'Call',
      'GlobalErrorHandling',
      'Apologize',
      'EndAfterError',
    ]);
    expect(activities.changed).toEqual([{ ...shown('Say', 'play-message'), properties: ['promptsTts'] }]);
    expect(links.added).toEqual([
      { source: 'Say', port: 'default', target: 'Fetch' },
      { source: 'Fetch', port: 'default', target: 'Done' },
    ]);
    expect(links.removed).toContainEqual({ source: 'Say', port: 'default', target: 'Call' });
  });

  it('sees a new label and a new kind, and no new links for them', () => {
    const flow = base();
    const say = { id: 'id:Say', name: 'Greet', group: 'action', properties: { name: 'Greet', activityName: 'play-music' } };
    const renamed = { ...flow, process: { ...flow.process, activities: { ...flow.process.activities, 'id:Say': say } } };
    const { activities, links } = compare(flow, renamed);
    expect(activities.changed[0]).toMatchObject({ activityLabel: 'Greet', properties: expect.arrayContaining(['label', 'kind']) });
    expect(links).toEqual({ added: [], removed: [] });
  });

  it.each(['_renderRequestTimestamp', 'connectorId:name', 'connectorId_name', 'x:type', 'activityVersionNumber'])(
    'takes no notice of %s, which the designer writes',
    (key) => {
      expect(compare(base(), base({ ...speak('Hello'), [key]: 'new' })).activities).toEqual(nothing);
    },
  );

  it('takes nothing and null for the same', () => {
    expect(compare(base(), base({ ...speak('Hello'), audio: null } as never)).activities).toEqual(nothing);
  });

  it('names variables that were added, removed and changed', () => {
    const after = base(undefined, [{ name: 'c' }, { name: 'b', type: 'STRING' }]);
    expect(compare(base(), after).variables).toEqual({ added: ['c'], removed: ['a'], changed: [{ name: 'b', properties: ['type'] }] });
  });
});
