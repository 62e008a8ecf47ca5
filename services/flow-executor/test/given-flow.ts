/** A Flow Designer export in short: activities by label, links as `From -port-> To`. The id of an activity is `id:Label`. */
export interface ShortFlow {
  variables?: readonly { name: string; type?: string; value?: string | null; isSecure?: boolean }[];
  activities: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  links: readonly string[];
  /** Activities and links of the event flows; a root has `event` among its properties. */
  events?: Pick<ShortFlow, 'activities' | 'links'>;
}

export const idOf = (label: string) => `id:${label}`;

export function givenExport({ variables = [], events, ...main }: ShortFlow) {
  return {
    name: 'Test flow',
    description: null,
    variables: variables.map((variable) => ({ type: 'STRING', value: '', isSecure: false, ...variable })),
    process: givenProcess(main),
    diagram: { widgets: {} },
    eventFlows: events ? { eventsMap: { GLOBAL_EVENTS: { id: 'e', process: givenProcess(events) } } } : { eventsMap: {} },
    somethingNew: { kept: true },
  };
}

/** `NewPhoneContact -out->` stands before the first activity by itself. */
export function givenFlowOf(activities: ShortFlow['activities'], rest: Partial<ShortFlow> & { links?: readonly string[] } = {}) {
  const labels = Object.keys(activities);
  return givenExport({
    ...rest,
    activities: { NewPhoneContact: start, ...activities },
    links: [`NewPhoneContact -out-> ${labels[0]}`, ...(rest.links ?? [])],
  });
}

export const start = { activityName: 'NewContact', event: 'NewPhoneContact' };
export const end = { activityName: 'end' };
export const speak = (value: string) => ({
  activityName: 'play-message',
  toggle: true,
  promptsTts: [{ type: 'tts', value }],
  interruptible: true,
});
export const assign = (srcVariable: string, expr: string) => ({
  activityName: 'set-variable',
  srcVariable,
  setTo: 'set-to-variable',
  expr,
});

export const request = (properties: Readonly<Record<string, unknown>> = {}) => ({
  activityName: 'http-request-v2',
  authenticated: true,
  connectorId: 'Contact Center API',
  httpRequestPath: '/v1/things',
  httpRequestMethod: 'GET',
  httpQueryParameters: {},
  httpRequestHeaders: {},
  httpContentType: 'Application/JSON',
  httpRequestBody: '',
  httpResponseTimeout: 2000,
  retryAttempts: 1,
  contentType: 'JSON',
  outputVariableArray: [],
  ...properties,
});

/** Speaks what went wrong, then ends. */
export const errorHandler: NonNullable<ShortFlow['events']> = {
  activities: {
    GlobalErrorHandling: { event: 'OnGlobalError' },
    Apologize: speak('Sorry'),
    EndAfterError: end,
  },
  links: ['GlobalErrorHandling -out-> Apologize', 'Apologize -default-> EndAfterError'],
};

function givenProcess({ activities, links }: Pick<ShortFlow, 'activities' | 'links'>) {
  const entries = Object.entries(activities).map(([label, properties]) => [idOf(label), givenActivity(label, properties)] as const);
  return { activities: Object.fromEntries(entries), links: links.map(givenLink) };
}

function givenActivity(label: string, properties: Readonly<Record<string, unknown>>) {
  const group = properties.activityName === undefined && properties.event !== undefined ? 'event' : 'action';
  return { id: idOf(label), name: label, group, properties: { name: label, ...properties } };
}

function givenLink(text: string, index: number) {
  const [, source = '', port = '', target = ''] = /^(.+) -(.+)-> (.+)$/.exec(text) ?? [];
  return {
    id: `link ${index}`,
    sourceActivityId: idOf(source),
    targetActivityId: idOf(target),
    conditionExpr: port,
    properties: { value: port },
  };
}
