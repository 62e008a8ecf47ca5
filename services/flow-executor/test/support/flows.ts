/** Name that the exports have for their connector. */
export const connectorInExports = 'Contact Center API';

type Properties = Record<string, unknown>;

interface Activity {
  id: string;
  name: string;
  group: string;
  properties: Properties;
}

const activity = (name: string, group: string, properties: Properties): Activity => ({
  id: `id-${name}`,
  name,
  group,
  properties: { name, ...properties },
});

const link = (source: string, port: string, target: string) => ({
  id: `${source}-${port}`,
  sourceActivityId: `id-${source}`,
  targetActivityId: `id-${target}`,
  conditionExpr: port,
  properties: { value: port },
});

const process = (activities: Activity[], links: ReturnType<typeof link>[]) => ({
  activities: Object.fromEntries(activities.map((each) => [each.id, each])),
  links,
});

const say = (name: string, value: string) =>
  activity(name, 'action', { activityName: 'play-message', toggle: true, promptsTts: [{ type: 'tts', value }], prompts: [] });
const end = (name: string) => activity(name, 'end', { activityName: 'end' });

const askProperties: Properties = {
  activityName: 'http-request-v2',
  authenticated: true,
  connectorId: connectorInExports,
  httpRequestPath: '/v1/switches/{{NewPhoneContact.DNIS}}',
  httpRequestUrl: null,
  httpRequestMethod: 'GET',
  httpQueryParameters: null,
  httpRequestHeaders: null,
  httpContentType: 'Application/JSON',
  httpRequestBody: '',
  httpResponseTimeout: 5_000,
  retryAttempts: 0,
  contentType: 'JSON',
  outputVariableArray: [{ outputVariable: 'isOpen', jsonPathExp: '$.data[0].defaultValue' }],
};

/** Asks the API, says what it answered, queues the call; says "sorry" when a request fails. */
export function askingFlow(ask: Properties = {}, over: Record<string, unknown> = {}) {
  return {
    name: 'Ask, then queue',
    description: 'Reads a switch before the call is queued',
    flowType: 'FLOW',
    unknownToUs: { keep: [1, 'two', null] },
    variables: [{ name: 'isOpen', description: '', type: 'STRING', value: 'unknown', source: '', isSecure: false, id: '' }],
    process: process(
      [
        activity('NewPhoneContact', 'start', { activityName: 'NewContact', event: 'NewPhoneContact' }),
        activity('Ask', 'action', { ...askProperties, ...ask }),
        say('Tell', '{{Ask.httpStatusCode}} {{isOpen}}'),
        activity('ToService', 'action', {
          activityName: 'queue-contact',
          queueRadioGroup: 'staticQueue',
          destination: 'queue-1',
          toggle: false,
        }),
        end('Done'),
      ],
      [
        link('NewPhoneContact', 'out', 'Ask'),
        link('Ask', 'default', 'Tell'),
        link('Tell', 'default', 'ToService'),
        link('ToService', 'default', 'Done'),
      ],
    ),
    eventFlows: {
      eventsMap: {
        GLOBAL_EVENTS: {
          process: process(
            [activity('OnError', 'event', { event: 'OnGlobalError' }), say('Sorry', 'sorry'), end('EndAfterError')],
            [link('OnError', 'out', 'Sorry'), link('Sorry', 'default', 'EndAfterError')],
          ),
        },
      },
    },
    ...over,
  };
}

/** Calls a URL of its own, without a connector. */
export const openFlow = (url: string) =>
  askingFlow({ authenticated: false, connectorId: null, httpRequestPath: null, httpRequestUrl: url });
