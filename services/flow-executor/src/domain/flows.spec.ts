import { Command, TraceStep, Wait } from '@patchbay/contracts';
import fc from 'fast-check';
import { demoFlows, filesIn, ownExports, readExport, realFlows } from '../../test/flow-files.ts';
import { connector, givenGraph, noon, ok, play } from '../../test/given-run.ts';
import { journey } from '../../test/journeys/journey.ts';
import { wander } from '../../test/journeys/wander.ts';
import { textsIn, worldOf } from '../../test/journeys/world.ts';
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
  ...filesIn(ownExports).map((file) => [file, ownExports] as const),
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
  'agent-and-contact-events.json': ['WARNING flow.activity-not-runnable NoteError'],
  'bodies-of-every-type.json': ['WARNING flow.bad-template Braces'],
  'rare-kinds-of-data.json': ['WARNING flow.activity-not-runnable Compute'],
  'CiscoDevNet__salesforce-http-connector-flow.json': ['WARNING flow.bad-template AccountByANI'],
  'TeamCCEP__working-with-webex-api.json': ['WARNING flow.undeclared-variable GetPersonDetails'],
  'WebexCC__flow-template.json': ['WARNING flow.missing-property PlayMessage_ca8', 'WARNING flow.missing-property QueueContact_ypp'],
};

const malformed = '/services/data/v52.0/query?q=SELECT+id,name,phone+from+Account+WHERE+Phone+LIKE+%27%25{{[phoneNumber}}%25%27';

function pathsIn({ properties }: FlowActivity): string[] {
  const rows = (properties.outputVariableArray ?? []) as { jsonPathExp: string }[];
  return rows.map(({ jsonPathExp }) => jsonPathExp).filter((path) => path !== '' && !path.includes('{{'));
}

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

/** Others each time; what fails is told with its seed. */
const everyWorld = (numRuns: number, holds: (seed: number) => void) => fc.assert(fc.property(fc.nat(), holds), { numRuns });

describe.each(files)('%s, run', (file, folder) => {
  const world = worldOf(readExport(folder, file));

  it('comes to an end whatever happens, and every failure of it has a code', () => {
    everyWorld(100, (seed) => {
      const effect = journey(world, wander(world, seed)).entries.at(-1)?.effect;
      expect(effect).toMatchObject({ kind: 'ended', outcome: { type: expect.stringMatching(/^(ROUTED|COMPLETED|FAILED)$/) } });
      if (effect?.kind === 'ended' && effect.outcome.type === 'FAILED') expect(effect.outcome.code).toMatch(/^(flow|platform)\.|^[A-Z_]+$/);
    });
  });

  it('says nothing that the contract does not know', () => {
    const entries = Array.from({ length: 40 }, (_, seed) => journey(world, wander(world, seed)).entries).flat();
    const commands = entries.flatMap((entry) => entry.commands);
    const waits = entries.flatMap(({ effect }) => (effect.kind === 'waiting' ? [effect.wait] : []));
    const steps = entries.flatMap(({ trace }) => trace.map((step) => ({ ...step, at: step.at.toISOString() })));
    expect(commands.map((command) => Command.parse(command))).toEqual(commands);
    expect(waits.map((wait) => Wait.parse(wait))).toEqual(waits);
    expect(steps.map((step) => TraceStep.parse(step))).toEqual(steps);
  });

  it('runs the same from a store', () => {
    everyWorld(40, (seed) => {
      const { entries } = journey(world, wander(world, seed), { isStored: true });
      expect(entries).toEqual(journey(world, wander(world, seed)).entries);
    });
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
