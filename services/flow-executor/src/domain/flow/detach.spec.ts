import { end, givenExport, idOf, request, start } from '../../../test/given-flow.ts';
import { bindConnectors } from './connector-binding.ts';
import { detach } from './detach.ts';
import { readFlowExport } from './read-flow-export.ts';

const document = () =>
  givenExport({
    activities: {
      NewPhoneContact: start,
      One: request({ connectorId: 'c-1', 'connectorId:name': 'CRM' }),
      Two: request({ connectorId: 'c-2' }),
      Done: end,
    },
    links: ['NewPhoneContact -out-> One'],
    events: {
      activities: { OnEnd: { event: 'PhoneContactEnded' }, Three: request({ connectorId: 'c-1', connectorId_name: 'CRM' }) },
      links: [],
    },
  });

const use = (...labels: string[]) => ({
  activities: labels.map((label) => ({ activityId: idOf(label), activityLabel: label, method: 'GET' })),
});

describe('detach', () => {
  it('clears the connector of those activities only', () => {
    const before = document();
    const { export: after, activities } = detach(before, use('One', 'Three'));

    expect(activities).toEqual([
      { activityId: 'id:One', activityLabel: 'One' },
      { activityId: 'id:Three', activityLabel: 'Three' },
    ]);
    expect(before).toEqual(document());
    const bindings = bindConnectors(readFlowExport(after), {}, []);
    expect([...bindings]).toEqual([
      ['id:One', { kind: 'unbound' }],
      ['id:Two', { kind: 'unknown', reference: 'c-2' }],
      ['id:Three', { kind: 'unbound' }],
    ]);
  });

  it('keeps all the rest, in its order', () => {
    const after = JSON.stringify(detach(document(), use('One')).export);
    expect(after).toBe(
      JSON.stringify(document())
        .replace('"connectorId":"c-1","httpRequestPath"', '"connectorId":null,"httpRequestPath"')
        .replace('"connectorId:name":"CRM"', '"connectorId:name":null'),
    );
  });

  it('touches nothing twice', () => {
    const once = detach(document(), use('One'));
    const twice = detach(once.export, use('One', 'Missing'));
    expect(twice).toEqual({ export: once.export, activities: [] });
  });

  it.each([[{}], [{ process: null }], [{ process: { activities: [] }, eventFlows: 'x' }]])(
    'leaves a document of another shape alone: %j',
    (raw) => {
      expect(detach(raw, use('One'))).toEqual({ export: raw, activities: [] });
    },
  );
});
