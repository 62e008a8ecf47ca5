import { assign, end, errorHandler, givenExport, givenFlowOf, request, type ShortFlow, speak, start } from '../../../test/given-flow.ts';
import { connector } from '../../../test/given-run.ts';
import { bindConnectors, type KnownConnector } from '../flow/connector-binding.ts';
import { readFlowExport } from '../flow/read-flow-export.ts';
import { isPublishable, type ValidationContext, validateFlow } from './validate-flow.ts';

function rowsOf(raw: unknown, connectors: readonly KnownConnector[] = [connector], context: Partial<ValidationContext> = {}): string[] {
  const flow = readFlowExport(raw);
  const rows = validateFlow(flow, { bindings: bindConnectors(flow, {}, connectors), fallbackDestination: 'Emergency', ...context });
  return rows.map(
    ({ severity, code, activityLabel }) => `${severity} ${code.replace('flow.', '')}${activityLabel === null ? '' : ` ${activityLabel}`}`,
  );
}

/** A flow with this activity between its start and its end. */
function around(activity: Record<string, unknown>, ports: readonly string[] = ['default'], variables: ShortFlow['variables'] = []) {
  return givenFlowOf({ Act: activity, Done: end }, { variables, links: ports.map((port) => `Act -${port}-> Done`) });
}

describe('a flow in order', () => {
  it('has no rows', () => {
    const activities = {
      Call: request(),
      Say: speak('{{Call.httpStatusCode}} {{AgentAnswered.AgentID}} {{NewContact.ANI}} {{x}}'),
      Done: end,
    };
    const events = {
      activities: { ...errorHandler.activities, AgentContactAssigned: { event: 'AgentAnswered' } },
      links: errorHandler.links,
    };
    expect(
      rowsOf(givenFlowOf(activities, { variables: [{ name: 'x' }], events, links: ['Call -default-> Say', 'Say -default-> Done'] })),
    ).toEqual([]);
  });
});

describe('structure', () => {
  it.each<[string, unknown, string[]]>([
    ['no start', givenExport({ activities: { Done: end }, links: [] }), ['ERROR no-start', 'ERROR unreachable-activity Done']],
    [
      'two starts',
      givenExport({
        activities: { NewPhoneContact: start, Second: start, Done: end },
        links: ['NewPhoneContact -out-> Done', 'Second -out-> Done'],
      }),
      ['ERROR several-starts Second'],
    ],
    ['an activity that nothing leads to', givenFlowOf({ Done: end, Lost: end }), ['ERROR unreachable-activity Lost']],
    [
      'a loop that nothing leads to',
      givenFlowOf({ Done: end, A: speak('a'), B: speak('b') }, { links: ['A -default-> B', 'B -default-> A'] }),
      ['ERROR unreachable-activity A', 'ERROR unreachable-activity B'],
    ],
    ['a link to nowhere', givenFlowOf({ Done: end }, { links: ['Done -out-> Missing'] }), ['ERROR dangling-link Done']],
    ['a link from nowhere', givenFlowOf({ Done: end }, { links: ['Missing -out-> Done'] }), ['ERROR dangling-link']],
    [
      'a link from an event flow into the main one',
      givenFlowOf({ Done: end }, { events: { activities: { OnError: { event: 'OnGlobalError' } }, links: ['OnError -out-> Done'] } }),
      ['ERROR dangling-link OnError'],
    ],
    [
      'two links of one exit',
      givenFlowOf({ Done: end }, { links: ['NewPhoneContact -out-> Done'] }),
      ['ERROR duplicate-link NewPhoneContact'],
    ],
    ['an exit that leads nowhere', givenFlowOf({ Say: speak('x') }), ['ERROR exit-not-wired Say']],
    [
      'an activity of an event flow that nothing leads to',
      givenFlowOf({ Done: end }, { events: { activities: { OnError: { event: 'OnGlobalError' }, Lost: end }, links: [] } }),
      ['ERROR unreachable-activity Lost'],
    ],
    ['an unknown activity', around({ activityName: 'teleport' }), ['ERROR unknown-activity Act']],
    ['an activity without a name', around({}), ['ERROR unknown-activity Act']],
    ['the name of a prototype', around({ activityName: 'constructor' }), ['ERROR unknown-activity Act']],
    [
      'a default value of another type',
      givenFlowOf({ Done: end }, { variables: [{ name: 'n', type: 'JSON', value: '{oops' }] }),
      ['WARNING bad-default-value'],
    ],
  ])('%s', (_what, raw, expected) => {
    expect(rowsOf(raw)).toEqual(expected);
  });
});

describe('properties', () => {
  const out = ['out'];
  const branches = ['true', 'false'];

  it.each<[string, Record<string, unknown>, readonly string[], string[]]>([
    [
      'a condition without an expression',
      { activityName: 'condition-activity', expression: null },
      branches,
      ['ERROR missing-property Act'],
    ],
    [
      'a case without values',
      { activityName: 'case-statement', expression: '{{x}}', menuLinks: ['0'], 'menuLinks:input': [] },
      ['0', 'default'],
      ['ERROR missing-property Act'],
    ],
    [
      'a message without a prompt',
      { activityName: 'play-message', toggle: true, promptsTts: [] },
      ['default'],
      ['WARNING missing-property Act'],
    ],
    ['a queue that is not chosen', { activityName: 'queue-contact', destination: '' }, ['default'], ['WARNING missing-property Act']],
    ['an assignment to nothing', { activityName: 'set-variable' }, out, ['ERROR missing-property Act', 'ERROR undeclared-variable Act']],
    ['an assignment to what is not declared', assign('ghost', '1'), out, ['ERROR undeclared-variable Act']],
    ['a read of what is not declared', speak('{{ ghost }} {{ ghost }}'), ['default'], ['WARNING undeclared-variable Act']],
    ['a bad template', speak('{{[x}}'), ['default'], ['ERROR bad-template Act']],
    ['a text with what is no expression', speak('Hi {{[x}}'), ['default'], ['WARNING bad-template Act']],
    ['a request without a method', request({ httpRequestMethod: null }), ['default'], ['ERROR missing-property Act']],
    ['a request with a method of its own', request({ httpRequestMethod: 'BREW' }), ['default'], ['ERROR method-unknown Act']],
    ['a request without a path', request({ httpRequestPath: null }), ['default'], ['ERROR missing-property Act']],
    ['a request without an address', request({ authenticated: false, httpRequestUrl: '' }), ['default'], ['ERROR missing-property Act']],
    [
      'a draft with nothing configured',
      { activityName: 'http-request-v2', authenticated: true, httpRequestMethod: null },
      ['default'],
      ['ERROR missing-property Act', 'ERROR missing-property Act', 'ERROR connector-unbound Act'],
    ],
    ['a path that leaves the base URL', request({ httpRequestPath: '/x/../../{{x}}' }), ['default'], ['ERROR unsafe-path Act']],
    ['a path that is an address', request({ httpRequestPath: 'https://evil.example/{{x}}' }), ['default'], ['ERROR unsafe-path Act']],
    [
      'a header of the platform',
      request({ httpRequestHeaders: { Host: 'evil.example', Authorization: 'x' } }),
      ['default'],
      ['ERROR header-not-allowed Act', 'ERROR header-not-allowed Act'],
    ],
    ['a timeout of nothing', request({ httpResponseTimeout: 0 }), ['default'], ['ERROR limit Act']],
    ['a timeout that is too long', request({ httpResponseTimeout: '60001' }), ['default'], ['ERROR limit Act']],
    ['a timeout in words', request({ httpResponseTimeout: 'long' }), ['default'], ['ERROR limit Act']],
    ['too many retries', request({ retryAttempts: 4 }), ['default'], ['ERROR limit Act']],
    [
      'a bad path into the response',
      request({ outputVariableArray: [{ outputVariable: 'x', jsonPathExp: '$[' }] }),
      ['default'],
      ['ERROR bad-json-path Act'],
    ],
    [
      'a target that is not declared',
      request({ outputVariableArray: [{ outputVariable: 'ghost', jsonPathExp: '$' }] }),
      ['default'],
      ['ERROR undeclared-variable Act'],
    ],
    [
      'a response of a type that cannot be parsed',
      request({ contentType: 'CSV', outputVariableArray: [{ outputVariable: 'x', jsonPathExp: '$' }] }),
      ['default'],
      ['ERROR content-type-not-supported Act'],
    ],
    [
      'a body of a type that cannot be sent',
      request({ httpRequestMethod: 'POST', httpContentType: 'CSV' }),
      ['default'],
      ['ERROR content-type-not-supported Act'],
    ],
    [
      'too many assignments',
      { activityName: 'set-variable', setVariablesArray: Array.from({ length: 11 }, () => ({ srcVariable: 'x', expr: '1' })) },
      out,
      ['ERROR limit Act'],
    ],
  ])('%s', (_what, activity, ports, expected) => {
    expect(rowsOf(around(activity, ports, [{ name: 'x' }]))).toEqual(expected);
  });

  it.each([1, 60_000])('a timeout of %i ms is fine', (httpResponseTimeout) => {
    expect(rowsOf(around(request({ httpResponseTimeout })))).toEqual([]);
  });

  it('says where a template is bad', () => {
    const flow = readFlowExport(around(speak('Hi {{ x | shout }}')));
    const [row] = validateFlow(flow, { bindings: new Map(), fallbackDestination: null });
    expect(row).toEqual({
      activityId: 'id:Act',
      activityLabel: 'Act',
      code: 'flow.bad-template',
      severity: 'ERROR',
      message: 'prompt: there is no filter shout at character 11 of the template',
    });
  });
});

describe('connectors', () => {
  const readOnly: KnownConnector = { ...connector, accessLevel: 'READ_ONLY' };

  it.each<[string, Record<string, unknown>, readonly KnownConnector[], string[]]>([
    ['of another organization', {}, [], ['ERROR connector-unknown Act']],
    ['not chosen', { connectorId: '' }, [connector], ['ERROR connector-unbound Act']],
    ['of which there are two', {}, [connector, { ...connector, connectorId: 'c-2' }], ['ERROR connector-ambiguous Act']],
    ['that is not active', {}, [{ ...connector, state: 'INACTIVE' }], ['ERROR connector-not-active Act']],
    ['that is being deleted', {}, [{ ...connector, state: 'DELETING' }], ['ERROR connector-not-active Act']],
    ['that is deleted', {}, [{ ...connector, state: 'DELETED' }], ['ERROR connector-not-active Act']],
    ['that may only read, to write', { httpRequestMethod: 'PUT' }, [readOnly], ['ERROR method-not-permitted Act']],
    [
      'that may only read, to post',
      { httpRequestMethod: 'POST', httpRequestPath: '/v1/tasks' },
      [readOnly],
      ['ERROR method-not-permitted Act'],
    ],
    [
      'that may only read, to post to a route that only reads',
      { httpRequestMethod: 'POST', httpRequestPath: '/search?orgId={{NewPhoneContact.OrgId}}' },
      [readOnly],
      [],
    ],
    ['that may only read, to read', { httpRequestMethod: 'HEAD' }, [readOnly], []],
  ])('%s', (_what, properties, connectors, expected) => {
    expect(rowsOf(around(request(properties)), connectors)).toEqual(expected);
  });

  it('warns of a flow that has nowhere to send a halted call', () => {
    expect(rowsOf(around(request()), [connector], { fallbackDestination: null })).toEqual(['WARNING no-fallback']);
    expect(
      rowsOf(around(request({ authenticated: false, httpRequestUrl: 'https://h.example' })), [], { fallbackDestination: null }),
    ).toEqual([]);
  });

  it('takes the routes of the platform that only read', () => {
    const flow = around(request({ httpRequestMethod: 'POST', httpRequestPath: '/v1/find' }));
    expect(rowsOf(flow, [readOnly], { readRoutes: ['/v1/find'] })).toEqual([]);
  });
});

describe('isPublishable', () => {
  it.each([
    [[], true],
    [['WARNING'], true],
    [['WARNING', 'ERROR'], false],
  ] as const)('%j: %s', (severities, expected) => {
    expect(
      isPublishable(severities.map((severity) => ({ activityId: null, activityLabel: null, code: 'flow.limit', severity, message: '' }))),
    ).toBe(expected);
  });
});
