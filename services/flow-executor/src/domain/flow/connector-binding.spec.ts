import { end, givenExport, request, start } from '../../../test/given-flow.ts';
import { bindConnectors, type ConnectorBinding, type ConnectorMapping, connectorUses, type KnownConnector } from './connector-binding.ts';
import { readFlowExport } from './read-flow-export.ts';

const crm: KnownConnector = { connectorId: 'c-1', name: 'CRM', state: 'ACTIVE', version: 4, accessLevel: 'READ_WRITE' };
const api: KnownConnector = { connectorId: 'c-2', name: 'WxCC API', state: 'INACTIVE', version: 1, accessLevel: 'READ_ONLY' };
const twins: KnownConnector[] = [
  { ...crm, connectorId: 'c-3', name: 'Twin' },
  { ...crm, connectorId: 'c-4', name: 'twin ' },
];
const organization = [crm, api, ...twins];

function bind(properties: Record<string, unknown>, mapping: ConnectorMapping = {}): ConnectorBinding | undefined {
  const flow = readFlowExport(givenExport({ activities: { Call: request(properties) }, links: [] }));
  return bindConnectors(flow, mapping, organization).get('id:Call');
}

describe('bindConnectors', () => {
  it.each<[string, Record<string, unknown>, ConnectorMapping, ConnectorBinding | undefined]>([
    ['by the mapping of its id', { connectorId: 'old', 'connectorId:name': 'CRM' }, { old: 'c-2' }, { kind: 'bound', connector: api }],
    [
      'by the mapping of its name',
      { connectorId: 'old', 'connectorId:name': 'Old CRM' },
      { 'Old CRM': 'c-1' },
      { kind: 'bound', connector: crm },
    ],
    ['by the mapping before its own id', { connectorId: 'c-2' }, { 'c-2': 'c-1' }, { kind: 'bound', connector: crm }],
    ['by its id before its name', { connectorId: 'c-2', 'connectorId:name': 'CRM' }, {}, { kind: 'bound', connector: api }],
    ['by a name that one connector has', { connectorId: 'old', connectorId_name: ' wxcc api' }, {}, { kind: 'bound', connector: api }],
    [
      'to none, where several have the name',
      { connectorId: 'old', 'connectorId:name': 'Twin' },
      {},
      { kind: 'ambiguous', reference: 'Twin' },
    ],
    ['to none of another organization', { connectorId: 'old' }, { old: 'c-99' }, { kind: 'unknown', reference: 'old' }],
    ['to none that is not known', { connectorId: 'old', 'connectorId:name': 'Elsewhere' }, {}, { kind: 'unknown', reference: 'Elsewhere' }],
    ['to none where nothing is chosen', { connectorId: null }, {}, { kind: 'unbound' }],
    ['to nothing without "Use Authenticated Endpoint"', { authenticated: false, connectorId: 'c-1' }, {}, undefined],
    [
      'in the first version of the activity always',
      { activityName: 'http-request', authenticated: undefined, connectorId: 'c-1' },
      {},
      { kind: 'bound', connector: crm },
    ],
    ['not by a mapping that is only inherited', { connectorId: 'constructor' }, {}, { kind: 'unknown', reference: 'constructor' }],
  ])('binds %s', (_how, properties, mapping, expected) => {
    expect(bind(properties, mapping)).toEqual(expected);
  });
});

describe('connectorUses', () => {
  it('lists the activities of each connector, those of event flows too', () => {
    const flow = readFlowExport(
      givenExport({
        activities: {
          NewPhoneContact: start,
          One: request({ connectorId: 'c-1' }),
          Two: request({ connectorId: 'c-2', httpRequestMethod: 'post' }),
          Open: request({ authenticated: false }),
          Done: end,
        },
        links: [],
        events: {
          activities: { OnEnd: { event: 'PhoneContactEnded' }, Three: request({ connectorId: 'c-1', httpRequestMethod: 'PUT' }) },
          links: [],
        },
      }),
    );
    expect(connectorUses(flow, bindConnectors(flow, {}, organization))).toEqual([
      {
        connectorId: 'c-1',
        connectorVersion: 4,
        activities: [
          { activityId: 'id:One', activityLabel: 'One', method: 'GET' },
          { activityId: 'id:Three', activityLabel: 'Three', method: 'PUT' },
        ],
      },
      { connectorId: 'c-2', connectorVersion: 1, activities: [{ activityId: 'id:Two', activityLabel: 'Two', method: 'POST' }] },
    ]);
  });
});
