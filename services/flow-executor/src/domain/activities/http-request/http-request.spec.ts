import { end, errorHandler, givenFlowOf, request, speak } from '../../../../test/given-flow.ts';
import { failuresOf, givenGraph, ok, play } from '../../../../test/given-run.ts';
import type { Halting } from '../../graph/flow-graph.ts';
import { type FailureCode, failureMessages } from '../../request/failure-code.ts';
import type { RequestAnswer } from '../../request/outbound-request.ts';

const variables = [
  { name: 'id', value: 'a/b' },
  { name: 'text', value: 'old' },
  { name: 'count', type: 'INTEGER', value: '1' },
  { name: 'json', type: 'JSON', value: '{"k":[1]}' },
  { name: 'up', value: '../admin' },
  { name: 'broken', value: 'a\r\nX: y' },
];
const spoken = '{{Call.httpStatusCode}} {{Call.failureCode}} {{text}} {{count}}';

function graphOf(properties: Record<string, unknown>, halting: Partial<Halting> = {}, say = spoken) {
  return givenGraph(
    givenFlowOf(
      { Call: request(properties), Say: speak(say), Done: end },
      { variables, events: errorHandler, links: ['Call -default-> Say', 'Say -default-> Done'] },
    ),
    halting,
  );
}

const requestOf = (properties: Record<string, unknown>) => play(graphOf(properties), [ok('')]).requests[0];

describe('the request', () => {
  it('is rendered, encoded and complete', () => {
    expect(
      requestOf({
        httpRequestPath: 'organization/{{NewPhoneContact.OrgId}}/x y?orgId={{NewPhoneContact.OrgId}}&ani={{NewPhoneContact.ANI}}',
        httpRequestMethod: 'post',
        httpQueryParameters: { filter: 'name=="{{text}}"', ani: '{{NewPhoneContact.ANI}}', '': 'x' },
        httpRequestHeaders: { TrackingId: 'p_{{NewPhoneContact.InteractionId}}', '': 'x' },
        httpRequestBody: '{"amount": {{count}}, "k": {{json}}, stray}',
        httpResponseTimeout: '5000',
        retryAttempts: '3',
      }),
    ).toEqual({
      mode: 'connector',
      connectorId: 'c-1',
      activityId: 'id:Call',
      activityLabel: 'Call',
      method: 'POST',
      path: '/organization/org-1/x%20y',
      search: 'orgId=org-1&ani=+14165550123&filter=name%3D%3D%22old%22&ani=%2B14165550123',
      headers: { TrackingId: 'p_i-1' },
      contentType: 'application/json',
      body: '{"amount": 1, "k": {"k":[1]}, stray}',
      timeoutMs: 5_000,
      retries: 3,
    });
  });

  it('goes to a full address without a connector', () => {
    const open = requestOf({
      authenticated: false,
      connectorId: null,
      httpRequestPath: null,
      httpRequestUrl: "https://api.example/v0?f=OR(a = '{{text}}')",
      httpQueryParameters: { q: 'a b' },
      httpRequestHeaders: { Authorization: 'Bearer {{text}}' },
    });
    expect(open).toMatchObject({
      mode: 'open',
      url: 'https://api.example/v0?f=OR(a%20=%20%27old%27)&q=a%20b',
      headers: { Authorization: 'Bearer old' },
      body: undefined,
      contentType: undefined,
    });
  });

  it.each([
    ['nothing for GET', { httpRequestBody: '{}' }, undefined, undefined],
    [
      'GraphQL by its own fields',
      { httpRequestMethod: 'POST', httpContentType: 'GraphQL', httpRequestBodyGQL: { query: '{ a(id: "{{text}}") }', variables: ' ' } },
      'application/json',
      '{"query":"{ a(id: \\"old\\") }","variables":{}}',
    ],
    [
      'GraphQL with variables',
      { httpRequestMethod: 'POST', httpContentType: 'GraphQL', httpRequestBodyGQL: { query: 'q', variables: '{"n": {{count}}}' } },
      'application/json',
      '{"query":"q","variables":{"n":1}}',
    ],
    ['XML', { httpRequestMethod: 'PUT', httpContentType: 'XML', httpRequestBody: '<a>{{count}}</a>' }, 'application/xml', '<a>1</a>'],
    [
      'a form as a text',
      { httpRequestMethod: 'POST', httpContentType: 'FORM-URLENCODED', httpRequestBody: 'a={{count}}&b={{text}}' },
      'application/x-www-form-urlencoded',
      'a=1&b=old',
    ],
    [
      'a form by its fields',
      {
        httpRequestMethod: 'POST',
        httpContentType: 'Form URL Encoded',
        httpRequestBodyFormData: [
          { key: 'a b', type: 'Text', value: '{{id}}&c=ü' },
          { key: '', value: 'x' },
        ],
      },
      'application/x-www-form-urlencoded',
      'a+b=a%2Fb%26c%3D%C3%BC',
    ],
    [
      'form data, whatever a header says',
      {
        httpRequestMethod: 'POST',
        httpContentType: 'FORM-DATA',
        httpRequestHeaders: { 'Content-Type': 'text/plain' },
        httpRequestBodyFormData: [
          { key: 'na"me', type: 'Text', value: '{{text}} patchbay-part-0' },
          { key: 'file', type: 'File', value: '{"n": {{count}}}', fileName: 'x\r\n"{{count}}".json' },
        ],
      },
      'multipart/form-data; boundary=patchbay-part-1',
      [
        '--patchbay-part-1',
        'Content-Disposition: form-data; name="na%22me"',
        '',
        'old patchbay-part-0',
        '--patchbay-part-1',
        'Content-Disposition: form-data; name="file"; filename="x%0D%0A%221%22.json"',
        'Content-Type: application/octet-stream',
        '',
        '{"n": 1}',
        '--patchbay-part-1--',
        '',
      ].join('\r\n'),
    ],
    [
      'a file',
      { httpRequestMethod: 'PUT', httpContentType: 'File', httpRequestBodyFiles: [{ CONTENT: 'of {{text}}', 'FILE NAME': 'a.txt' }] },
      'application/octet-stream',
      'of old',
    ],
    ['YAML', { httpRequestMethod: 'POST', httpContentType: 'YAML', httpRequestBody: 'a: {{count}}' }, 'application/yaml', 'a: 1'],
    ['TOML', { httpRequestMethod: 'POST', httpContentType: 'TOML', httpRequestBody: 'a = {{count}}' }, 'application/toml', 'a = 1'],
    ['anything else', { httpRequestMethod: 'POST', httpContentType: 'OTHER', httpRequestBody: 'a {{count}}' }, 'text/plain', 'a 1'],
    ['a body of no type', { httpRequestMethod: 'POST', httpContentType: 'None', httpRequestBody: 'a' }, undefined, 'a'],
    [
      'GraphQL as a text, with its braces',
      { httpRequestMethod: 'POST', httpContentType: 'GraphQL', httpRequestBody: '{"query":"{a{b{c}}}","variables":{}}' },
      'application/json',
      '{"query":"{a{b{c}}}","variables":{}}',
    ],
    [
      'what the header says',
      { httpRequestMethod: 'PATCH', httpRequestHeaders: { 'content-type': 'application/merge-patch+json' }, httpRequestBody: '{}' },
      'application/merge-patch+json',
      '{}',
    ],
  ])('sends %s', (_what, properties, contentType, body) => {
    expect(requestOf(properties)).toMatchObject({ contentType, body });
  });

  it('tells the name of a file', () => {
    const file = { content: 'x', fileName: 'a"{{text}}.txt' };
    expect(requestOf({ httpRequestMethod: 'PUT', httpContentType: 'File', httpRequestBodyFiles: file })?.headers).toEqual({
      'content-disposition': 'attachment; filename="a%22old.txt"',
    });
  });

  it('has the timeout and the retries of the designer where none are given', () => {
    expect(requestOf({ httpResponseTimeout: null, retryAttempts: '' })).toMatchObject({ timeoutMs: 2_000, retries: 1 });
  });

  it.each([
    ['a path that leaves the base URL', { httpRequestPath: '/x/{{up}}' }, 'ACCESS_DENIED'],
    ['a path that begins with two slashes', { httpRequestPath: '/{{missing}}/x' }, 'ACCESS_DENIED'],
    ['a header with a line break', { httpRequestHeaders: { 'X-A': '{{broken}}' } }, 'ACCESS_DENIED'],
    [
      'a form that looks like its own boundaries',
      {
        httpRequestMethod: 'POST',
        httpContentType: 'FORM-DATA',
        httpRequestBodyFormData: [{ key: 'a', value: Array.from({ length: 10 }, (_, part) => `patchbay-part-${part}`).join() }],
      },
      'ACCESS_DENIED',
    ],
    ['an address that is none', { authenticated: false, httpRequestUrl: '{{text}}' }, 'CONNECT'],
  ])('is not made of %s', (_what, properties, code) => {
    const { requests, commands, run } = play(graphOf(properties));
    expect({ requests, commands }).toEqual({ requests: [], commands: ['play Sorry'] });
    expect(failuresOf(run)).toEqual([`Call ${code}`]);
  });
});

describe('the response', () => {
  const rows = (outputVariable: string, jsonPathExp: string) => ({
    outputVariableArray: [
      { outputVariable, jsonPathExp },
      { outputVariable: 'Select', jsonPathExp: '' },
    ],
  });

  it('is read from its outputs, headers whatever their case', () => {
    const say =
      '{{Call.httpStatusCode}} {{Call.HTTPSTATUSCODE}} {{Call.httpResponseBody}} {{Call.httpResponseHeaders["Retry-After"]}}{{Call.failureCode}}';
    expect(play(graphOf({}, {}, say), [ok('body', 429, { 'RETRY-after': '7' })]).commands).toEqual(['play 429 429 body 7']);
  });

  it.each<[string, Record<string, unknown>, RequestAnswer, string]>([
    ['a scalar', rows('text', '$.data[0].name'), ok({ data: [{ name: 'Ada' }] }), '200  Ada 1'],
    ['a list in a text, as JSON', rows('text', '$.data'), ok({ data: [1, { a: 2 }] }), '200  [1,{"a":2}] 1'],
    ['a number', rows('count', 'total'), ok({ total: '12' }), '200  old 12'],
    ['null as empty', rows('text', '$.name'), ok({ name: null }), '200   1'],
    ['nothing when nothing is there', rows('text', '$.name'), ok({}), '200  old 1'],
    ['nothing without a body', rows('text', '$.name'), ok('', 204), '204  old 1'],
    ['JSON of an error too', rows('text', '$.error'), ok({ error: 'no' }, 500), '500  no 1'],
    ['nothing of an error page', rows('text', '$.error'), ok('<html>', 502), '502  old 1'],
    ['nothing of a row that is not filled in', {}, ok('<html>'), '200  old 1'],
    ['XML', { ...rows('text', '$.r.item[1]'), contentType: 'XML' }, ok('<r><item>a</item><item>b</item></r>'), '200  b 1'],
    ['YAML', { ...rows('count', 'a.b'), contentType: 'YAML' }, ok('a: {b: 5}'), '200  old 5'],
    ['TOML', { ...rows('text', '$.a.b'), contentType: 'TOML' }, ok('[a]\nb = "c"'), '200  c 1'],
    ['JSON where an old export leaves the type out', { ...rows('text', '$'), contentType: null }, ok('"all"'), '200  all 1'],
  ])('gives %s', (_what, properties, answer, expected) => {
    expect(play(graphOf(properties), [answer]).commands).toEqual([`play ${expected}`]);
  });

  it.each([
    ['that is no JSON', rows('text', '$.a'), ok('<html>')],
    ['that is no XML', { ...rows('text', '$.a'), contentType: 'XML' }, ok('{}')],
    ['with an entity that expands', { ...rows('text', '$.a'), contentType: 'XML' }, ok('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')],
    ['whose value does not fit', rows('count', '$.a'), ok({ a: 'many' })],
    ['that is too large to be searched', rows('text', '$..a'), ok(Array.from({ length: 80_000 }, () => 1))],
  ])('%s fails, with its status kept', (_what, properties, answer) => {
    const graph = givenGraph(
      givenFlowOf(
        { Call: request(properties), Say: speak(spoken), Done: end },
        { variables, links: ['Call -default-> Done', 'Call -error-> Say', 'Say -default-> Done'] },
      ),
    );
    expect(play(graph, [answer]).commands).toEqual(['play 200 PARSE old 1']);
  });
});

describe('a request without a response', () => {
  const failure = (code: FailureCode, connectorId?: string): RequestAnswer => ({
    kind: 'failure',
    code,
    ...(connectorId && { connectorId }),
  });
  const refusals: FailureCode[] = ['CONNECTOR_INACTIVE', 'CONNECTOR_DELETED', 'CONTROL_PLANE_STALE'];
  const codes = Object.keys(failureMessages) as FailureCode[];

  it.each(codes.filter((code) => !refusals.includes(code)))('runs the event flow for errors on %s', (code) => {
    const { commands, outcome, run } = play(graphOf({}), [failure(code)]);
    expect({ commands, outcome, failures: failuresOf(run) }).toEqual({
      commands: ['play Sorry'],
      outcome: { type: 'COMPLETED' },
      failures: [`Call ${code}`],
    });
  });

  it.each(codes)('with the policy ERROR_PATH goes on along it on %s', (code) => {
    const flow = givenFlowOf(
      { Call: request(), Say: speak(spoken), Done: end },
      { variables, links: ['Call -default-> Done', 'Call -error-> Say', 'Say -default-> Done'] },
    );
    expect(play(givenGraph(flow, { onConnectorInactive: 'ERROR_PATH' }), [failure(code)]).commands).toEqual([`play 0 ${code} old 1`]);
  });

  it.each(refusals)('with the policy HALT ends halted on %s', (code) => {
    expect(play(graphOf({}), [failure(code)])).toMatchObject({
      commands: [],
      outcome: { type: 'HALTED', code, connectorId: 'c-1', fallbackDestination: 'Emergency' },
    });
  });

  it('names the connector that is to blame', () => {
    expect(play(graphOf({}, { fallbackDestination: null }), [failure('CONNECTOR_INACTIVE', 'c-9')]).outcome).toEqual({
      type: 'HALTED',
      code: 'CONNECTOR_INACTIVE',
      connectorId: 'c-9',
      fallbackDestination: null,
    });
  });

  it('fails the execution where nothing handles it', () => {
    const flow = givenFlowOf({ Call: request(), Done: end }, { links: ['Call -default-> Done'] });
    expect(play(givenGraph(flow), [failure('DNS')]).outcome).toEqual({
      type: 'FAILED',
      code: 'DNS',
      message: failureMessages.DNS,
      activityLabel: 'Call',
    });
  });
});
