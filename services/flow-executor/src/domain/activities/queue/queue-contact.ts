import type { Skill } from '../../execution/command.ts';
import { type ActivityKind, type ActivityScope, exitBy, type Step } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';
import { compilePriority } from './priority.ts';

const queued = exitBy('default');
const unresolved = {
  kind: 'failed',
  port: 'failure',
  code: 'flow.queue-unresolved',
  message: 'no queue could be determined: give a fallback queue',
} as const satisfies Step;

/** Leaves at once while the contact waits; what follows entertains it. */
export const queueContact: ActivityKind = {
  maxVisits: 100,
  exits: () => ['default'],
  compile(source) {
    const { label: activityLabel } = source;
    const queueOf = compileQueue(source, (key) => source.expected(key, 'a contact for which there is no other queue is not queued'));
    const priorityOf = source.flag('toggle') ? compilePriority(source) : () => null;
    const skillsOf = compileSkills(source);
    const checks = source.flag('toggleAgentAvailability') ? { checkAgentAvailability: true } : {};
    return {
      run(scope) {
        const queueId = queueOf(scope);
        if (queueId === '') {
          scope.setOutputs(activityLabel, { queueid: '', failurecode: unresolved.code, failuredescription: unresolved.message });
          return unresolved;
        }
        scope.setOutputs(activityLabel, { queueid: queueId, failurecode: '', failuredescription: '' });
        scope.command({ type: 'queue', activityLabel, queueId, priority: priorityOf(scope), ...skillsOf(scope), ...checks });
        scope.enterQueue(queueId);
        return queued;
      },
    };
  },
};

export function compileQueue(source: ActivitySource, check: (key: string) => void): (scope: ActivityScope) => string {
  if (source.text('queueRadioGroup') !== 'variableQueue') {
    // The short form that is written by hand has one field for either.
    const key = source.text('destination') === '' && source.text('queueId') !== '' ? 'queueId' : 'destination';
    check(key);
    return withFallback(source, source.rendered(key));
  }
  check('destinationVariable');
  return withFallback(source, source.ofVariable('destinationVariable'));
}

function withFallback(source: ActivitySource, queueOf: (scope: ActivityScope) => string): (scope: ActivityScope) => string {
  const fallback = source.text('fallbackQueue');
  return (scope) => queueOf(scope) || fallback;
}

type Required = Readonly<Record<string, unknown>>;

function compileSkills(source: ActivitySource): (scope: ActivityScope) => { skills?: Skill[] } {
  const { requirements, skillRequirements } = (source.property('skills') ?? {}) as Required;
  const rows = [requirements, skillRequirements].find(Array.isArray) ?? [];
  const skills = (rows as (Required | null)[]).map((row) => ({
    skill: textIn(row?.skillName) || textIn(row?.skill),
    condition: textIn(row?.condition),
    value: source.template(textIn(row?.value), 'skill'),
  }));
  if (skills.length === 0) return () => ({});
  return (scope) => ({ skills: skills.map((skill) => ({ ...skill, value: skill.value.render(scope) })) });
}
