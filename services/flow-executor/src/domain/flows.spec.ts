import { Command, TraceStep, Wait } from '@patchbay/contracts';
import { pathsOf, standInsFor, textsIn, wander, wordsOf } from '../../test/explore.ts';
import { demoFlows, filesIn, readExport, realFlows } from '../../test/flow-files.ts';
import { connector, givenGraph, noon, ok, play } from '../../test/given-run.ts';
import type { Outcome } from './execution/outcome.ts';
import { bindConnectors, connectorUses } from './flow/connector-binding.ts';
import { detach } from './flow/detach.ts';
import { allActivities, type FlowActivity, type FlowExport } from './flow/flow-export.ts';
import { readFlowExport } from './flow/read-flow-export.ts';
import { JsonPath } from './json-path/json-path.ts';
import type { RequestAnswer } from './request/outbound-request.ts';
import { Template } from './template/template.ts';
import { validateFlow } from './validation/validate-flow.ts';

const files = [
  ...filesIn(demoFlows).map((file) => [file, demoFlows] as const),
  ...filesIn(realFlows).map((file) => [file, realFlows] as const),
];

/** As if the organization had every connector that the flow names. */
function rowsOf(flow: FlowExport, accessLevel: 'READ_ONLY' | 'READ_WRITE' = 'READ_WRITE'): string[] {
  const named = allActivities(flow).map(({ properties }) => String(properties.connectorId ?? ''));
  const connectors = [...new Set(named)].map((connectorId) => ({ ...connector, connectorId, name: connectorId, accessLevel }));
  const rows = validateFlow(flow, { bindings: bindConnectors(flow, {}, connectors), fallbackDestination: 'Emergency' });
  return rows.map(({ severity, code, activityLabel }) => `${severity} ${code} ${activityLabel}`);
}

/** What is expected of each file; one that is not named is in order. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'CiscoDevNet__salesforce-http-connector-flow.json': ['ERROR flow.bad-template AccountByANI'],
  'TeamCCEP__working-with-webex-api.json': ['WARNING flow.undeclared-variable GetPersonDetails'],
  'WebexCC__flow-template.json': ['ERROR flow.missing-property PlayMessage_ca8', 'ERROR flow.missing-property QueueContact_ypp'],
};

const malformed = '/services/data/v52.0/query?q=SELECT+id,name,phone+from+Account+WHERE+Phone+LIKE+%27%25{{[phoneNumber}}%25%27';

function pathsIn({ properties }: FlowActivity): string[] {
  const rows = (properties.outputVariableArray ?? []) as { jsonPathExp: string }[];
  return rows.map(({ jsonPathExp }) => jsonPathExp).filter((path) => path !== '' && !path.includes('{{'));
}

const isRunnable = (file: string) => !(expected[file] ?? []).some((row) => row.startsWith('ERROR'));

describe.each(files)('%s', (file, folder) => {
  const raw = readExport(folder, file);
  const flow = readFlowExport(raw);

  it('validates as expected', () => {
    expect(rowsOf(flow)).toEqual(expected[file] ?? []);
  });

  it('has templates and paths that compile, in whatever activity', () => {
    const activities = allActivities(flow);
    for (const text of activities.flatMap(({ properties }) => textsIn(properties))) if (text !== malformed) Template.compile(text);
    for (const path of activities.flatMap(pathsIn)) JsonPath.compile(path);
  });

  it('loses its connectors and nothing else', () => {
    const uses = connectorUses(flow, bindConnectors(flow, {}, [{ ...connector, name: 'Contact Center API' }]));
    const [use = { activities: [] }] = uses;
    const { export: detached, activities } = detach(raw, use);
    expect(activities).toHaveLength(use.activities.length);
    expect(Object.keys(detached)).toEqual(Object.keys(raw));
    expect(use.activities.length === 0).toBe(JSON.stringify(detached) === JSON.stringify(raw));
  });
});

/** Exits that these flows wire and that nothing leads by, whatever happens. */
const neverTaken: Readonly<Record<string, readonly string[]>> = {
  // These activities cannot fail: nothing in them depends on the call.
  'WebexSamples__bmclella-voice-jds-2.json': ['Play_Hello error', 'UpdateJDS default'],
  'WebexSamples__cjds02-voice.json': ['GetMobile error'],
  'webex__doctors-appointment-scripted-ai-agent-flow.json': ['Case_9ia error'],
};

/** What an author has left to whoever uses the flow. */
const filledIn = (raw: Record<string, unknown>) => JSON.parse(JSON.stringify(raw).replaceAll('<URLtoYourServer>', 'server.example'));

describe.each(files.filter(([file]) => isRunnable(file)))('%s, run', (file, folder) => {
  const raw = filledIn(readExport(folder, file));
  const flow = readFlowExport(raw);
  const graph = givenGraph(raw);
  const world = { graph, words: wordsOf(flow), paths: pathsOf(flow), standIns: standInsFor(flow) };
  const links = [...flow.main.links, ...flow.events.links].map(({ sourceId, port }) => `${sourceId} ${port}`);

  function explore(): { outcomes: Outcome[]; left: string[] } {
    const left = new Set(links);
    const outcomes: Outcome[] = [];
    for (let seed = 0; seed < 100 || (left.size > (neverTaken[file] ?? []).length && seed < 3_000); seed += 1) {
      const { exits, outcome } = wander(world, seed);
      outcomes.push(outcome);
      for (const exit of exits) left.delete(exit);
    }
    return { outcomes, left: [...left] };
  }

  const explored = explore();

  it('comes to an end whatever happens, and every failure of it has a code', () => {
    for (const outcome of explored.outcomes) {
      expect(outcome.type).toMatch(/^(ROUTED|COMPLETED|FAILED)$/);
      if (outcome.type === 'FAILED') expect(outcome.code).toMatch(/^(flow|platform)\.|^[A-Z_]+$/);
    }
  });

  it('takes every exit that is wired', () => {
    const labels = new Map(allActivities(flow).map(({ id, label }) => [id, label]));
    const left = explored.left.map((exit) => exit.replace(/^\S+/, (id) => labels.get(id) ?? id));
    expect(left.sort()).toEqual(neverTaken[file] ?? []);
  });

  it('says nothing that the contract does not know', () => {
    const entries = Array.from({ length: 40 }, (_, seed) => wander(world, seed).transcript).flat();
    const commands = entries.flatMap((entry) => entry.commands);
    const waits = entries.flatMap(({ effect }) => (effect.kind === 'waiting' ? [effect.wait] : []));
    const steps = entries.flatMap(({ trace }) => trace.map((step) => ({ ...step, at: step.at.toISOString() })));
    expect(commands.map((command) => Command.parse(command))).toEqual(commands);
    expect(waits.map((wait) => Wait.parse(wait))).toEqual(waits);
    expect(steps.map((step) => TraceStep.parse(step))).toEqual(steps);
  });

  it('runs the same from a store', () => {
    for (let seed = 0; seed < 40; seed += 1) expect(wander({ ...world, isStored: true }, seed)).toEqual(wander(world, seed));
  });
});

describe('the main line of the demo', () => {
  const graph = () => givenGraph(readExport(demoFlows, 'main-line.json'));
  const welcome = ['play Welcome to the demo contact centre.', 'queue 5b0c1a6e-2f4d-4a3b-8c9d-0e1f2a3b4c01'];

  it.each<[string, RequestAnswer, string[], string]>([
    ['off', ok({ data: [{ defaultValue: 'false' }] }), welcome, 'ROUTED'],
    ['not there', ok({ data: [] }), welcome, 'ROUTED'],
    ['not readable', ok('', 503), welcome, 'ROUTED'],
    ['on', ok({ data: [{ defaultValue: 'true' }] }), ['play We are closed because of an emergency.', 'disconnect'], 'COMPLETED'],
    [
      'out of reach',
      { kind: 'failure', code: 'CONNECT' },
      ['play We are sorry, something went wrong. Please call again later.'],
      'COMPLETED',
    ],
    ['behind a halted connector', { kind: 'failure', code: 'CONNECTOR_INACTIVE' }, [], 'HALTED'],
  ])('when the emergency switch is %s', (_state, answer, commands, outcome) => {
    expect(play(graph(), [answer])).toMatchObject({ commands, outcome: { type: outcome } });
  });

  it('asks for the switch of its own organization', () => {
    expect(play(graph(), [ok({})]).requests).toMatchObject([
      {
        method: 'GET',
        path: '/organization/org-1/v2/cad-variable',
        search: 'filter=name%3D%3D%22EmergencySwitch%22',
        headers: { TrackingId: 'patchbay_i-1' },
        body: undefined,
      },
    ]);
  });

  it('may run with a connector that only reads, as the other one may', () => {
    for (const file of filesIn(demoFlows)) expect(rowsOf(readFlowExport(readExport(demoFlows, file)), 'READ_ONLY')).toEqual([]);
  });
});

describe('repeat callers first, of the demo', () => {
  const graph = () => givenGraph(readExport(demoFlows, 'repeat-callers-first.json'));
  const service = ['queue 5b0c1a6e-2f4d-4a3b-8c9d-0e1f2a3b4c01'];

  it.each<[string, RequestAnswer, string[]]>([
    [
      'called before',
      ok({ data: { task: { tasks: [{ id: 't-1' }] } } }),
      ['play Thank you for calling again.', 'queue 5b0c1a6e-2f4d-4a3b-8c9d-0e1f2a3b4c02'],
    ],
    ['did not', ok({ data: { task: { tasks: [] } } }), service],
    ['is not found', ok({ errors: [] }, 400), service],
    ['cannot be looked up', { kind: 'failure', code: 'TIMEOUT' }, ['play We are sorry, something went wrong. Please call again later.']],
  ])('when the caller %s', (_what, answer, commands) => {
    expect(play(graph(), [answer]).commands).toEqual(commands);
  });

  it('asks for a week', () => {
    const [request] = play(graph(), [ok({})]).requests;
    expect(request).toMatchObject({ method: 'POST', path: '/search', search: 'orgId=org-1' });
    const { query } = JSON.parse(request?.body ?? '');
    expect(query).toBe(
      `{ task(from: ${noon.getTime() - 604_800_000}, to: ${noon.getTime()}, filter: { origin: { equals: "+14165550123" } }) { tasks { id createdTime } } }`,
    );
  });
});
