import { contracts, starting, type Way } from '../../../test/activity-contracts.ts';
import { Call } from '../../../test/given-call.ts';
import { end, givenExport } from '../../../test/given-flow.ts';
import { givenGraph } from '../../../test/given-run.ts';
import { runnable } from './activity-kinds.ts';

const ports = ['default', 'out', 'true', 'false', '0', '1', 'timeout', 'invalid', 'workingHours', 'holidays', 'override'];
const rare = ['ENDED', 'ESCALATE', 'insufficientdata', 'resend', 'error', 'failure'];
const variables = [{ name: 'text', value: 'x' }, { name: 'json', type: 'JSON', value: '{"a":1}' }, { name: 'empty' }];

/** Everything that an activity could leave by leads somewhere, but for exits that are the same under two names. */
function taken(activityName: string, properties: Readonly<Record<string, unknown>>, { by, given, properties: over, random = 0 }: Way) {
  const same: Readonly<Record<string, string>> = { default: 'out', out: 'default', error: 'failure', failure: 'error' };
  const wired = [...ports, ...rare].filter((port) => port !== same[by ?? 'failure'] && !(by === 'true' && port === 'out'));
  const moment = { now: new Date(0), halt: () => undefined, random: () => random };
  const links =
    by === null
      ? wired.filter((port) => port !== 'default').map((port) => `Act -${port}-> Done`)
      : wired.map((port) => `Act -${port}-> Done`);
  const call = Call.of({ Act: { activityName, ...properties, ...over }, Done: end }, links, { variables }, moment);
  if (given && 'type' in given) call.tell(given);
  else if (given) call.answer(given);
  return call;
}

describe('every kind of activity', () => {
  it('has a contract', () => {
    expect(Object.keys(contracts).toSorted()).toEqual([...runnable.keys()].toSorted());
  });
});

const ways = Object.entries(contracts).flatMap(([kind, { properties = {}, ways: all, fails }]) =>
  [...all, ...(fails ? [fails] : [])].map((way) => [kind, way.by, properties, way] as const),
);

describe('an activity of the kind', () => {
  it.each(ways)('%s leaves by %s, with its outputs: %j, %j', (kind, by, properties, way) => {
    const call = taken(kind, properties, way);
    expect(
      call
        .trace()
        .filter(({ activityLabel }) => activityLabel === 'Act')
        .at(-1)?.port,
    ).toBe(by);
    expect(call.effect.kind).toBe('ended');
    for (const [name, value] of Object.entries(way.outputs ?? {})) expect([name, call.output('Act', name)]).toEqual([name, value]);
  });

  it.each(Object.entries(contracts).filter(([, contract]) => contract !== starting))(
    '%s asks only for exits that it takes',
    (kind, contract) => {
      const exits = runnable.get(kind)?.exits(contract.properties ?? {}) ?? [];
      expect(exits.filter((port) => !contract.ways.some(({ by }) => by === port))).toEqual([]);
    },
  );
});

describe('what a flow begins with', () => {
  it.each(['NewPhoneContact', 'NewContact', 'NewSubFlowStart', 'start'])(
    '%s leaves by out, with the contact as outputs',
    (activityName) => {
      const flow = givenExport({ activities: { Begin: { activityName }, Done: end }, links: ['Begin -out-> Done'] });
      const call = new Call(givenGraph(flow));
      expect(call.path()).toEqual(['Begin out', 'Done null']);
      for (const label of ['Begin', 'NewPhoneContact', 'NewContact']) expect(call.output(label, 'ANI')).toBe('+14165550123');
    },
  );

  it('an event leaves by out, with what is told of it as outputs', () => {
    const events = {
      activities: { AgentContactAssigned: { event: 'AgentAnswered' }, Over: end },
      links: ['AgentContactAssigned -out-> Over'],
    };
    const call = Call.of({ Queue: { activityName: 'queue-contact', destination: 'q' }, Done: end }, ['Queue -default-> Done'], { events });
    call.tell({ type: 'agent-answered', outputs: { AgentID: 'a-1' } });
    expect(call.path()).toContain('AgentContactAssigned out');
    expect(call.output('AgentAnswered', 'AgentID')).toBe('a-1');
  });
});
