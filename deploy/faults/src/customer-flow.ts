import { randomUUID } from 'node:crypto';

const queueId = '5b0c1a6e-2f4d-4a3b-8c9d-0e1f2a3b4c02';
/** What the flow calls its connector. */
export const connectorName = 'Contact Center API';

type Name = 'NewPhoneContact' | 'Menu' | 'FindCustomer' | 'ByTier' | 'ToGold' | 'ToService' | 'Done';

const properties: Record<Name, object> = {
  NewPhoneContact: { activityName: 'NewContact', event: 'NewPhoneContact' },
  Menu: {
    activityName: 'ivr-menu',
    toggle: true,
    promptsTts: [{ type: 'tts', value: 'one for service' }],
    prompts: [],
    menuLinks: ['1'],
    'menuLinks:input': ['service'],
    entryTimeout: '5',
    interruptible: true,
  },
  FindCustomer: {
    activityName: 'http-request-v2',
    authenticated: true,
    connectorId: connectorName,
    'connectorId:name': connectorName,
    httpQueryParameters: { phone: '{{NewPhoneContact.ANI}}' },
    httpRequestHeaders: {},
    contentType: 'JSON',
    outputVariableArray: [{ outputVariable: 'tier', jsonPathExp: '$.data[0].tier' }],
  },
  ByTier: { activityName: 'case-statement', expression: '{{tier}}', menuLinks: ['0', '1'], 'menuLinks:input': ['gold', 'silver'] },
  ToGold: { activityName: 'queue-contact', queueRadioGroup: 'staticQueue', destination: queueId, toggle: false },
  ToService: { activityName: 'queue-contact', queueRadioGroup: 'staticQueue', destination: queueId, toggle: false },
  Done: { activityName: 'end' },
};

type Link = readonly [from: Name, exit: string, to: Name];

const direct: readonly Link[] = [['NewPhoneContact', 'out', 'FindCustomer']];
const byMenu: readonly Link[] = [
  ['NewPhoneContact', 'out', 'Menu'],
  ['Menu', '1', 'FindCustomer'],
  ['Menu', 'timeout', 'Menu'],
  ['Menu', 'invalid', 'Menu'],
];
const afterwards: readonly Link[] = [
  ['FindCustomer', 'default', 'ByTier'],
  ['ByTier', '0', 'ToGold'],
  ['ByTier', '1', 'ToService'],
  ['ByTier', 'default', 'ToService'],
  ['ToGold', 'default', 'Done'],
  ['ToService', 'default', 'Done'],
];

export interface CustomerFlow {
  path?: string;
  /** Of the request, when the API does not answer. */
  retries?: number;
  /** For the answer of the API. */
  timeoutMs?: number;
  method?: 'GET' | 'POST';
  /** The caller is asked for a digit before; until then the execution waits. */
  menu?: boolean;
}

/** Start, one authenticated HTTP Request with one parsed value, case, queue, end: as Flow Designer exports it. */
export function customerFlow(options: CustomerFlow = {}): object {
  const { path = '/customers', retries = 1, timeoutMs = 2_000, method = 'GET', menu = false } = options;
  const asks = { httpRequestPath: path, httpRequestMethod: method, retryAttempts: retries, httpResponseTimeout: timeoutMs };
  const links = [...(menu ? byMenu : direct), ...afterwards];
  const names = [...new Set(links.flatMap(([from, , to]) => [from, to]))];
  const ids = Object.fromEntries(names.map((name) => [name, randomUUID()])) as Record<Name, string>;
  const activities = names.map((name) => [
    ids[name],
    { id: ids[name], name, group: 'action', properties: { name, ...properties[name], ...(name === 'FindCustomer' && asks) } },
  ]);
  return {
    name: 'By the tier of the customer',
    description: '',
    flowType: 'FLOW',
    version: 1,
    variables: [{ name: 'tier', description: '', type: 'STRING', value: '', isCAD: false, source: '', isSecure: false, id: '' }],
    process: {
      activities: Object.fromEntries(activities),
      links: links.map(([from, exit, to]) => ({
        id: randomUUID(),
        sourceActivityId: ids[from],
        targetActivityId: ids[to],
        conditionExpr: exit,
        properties: { value: exit },
      })),
    },
    eventFlows: { eventsMap: {} },
  };
}
