import type { Command, CommandOf } from '../../execution/command.ts';
import type { PlatformEvent } from '../../execution/platform-event.ts';
import type { Value } from '../../values/value.ts';
import { type ActivityKind, type ActivityScope, exitBy, failedBy, outputValues, type Step } from '../activity.ts';
import type { ActivitySource } from '../activity-source.ts';

type Outputs = Readonly<Record<string, Value>>;
type Fields<T extends Command['type']> = Omit<CommandOf<T>, 'type' | 'activityLabel'>;

interface Task<T extends Command['type']> {
  /** Exits that have to lead somewhere; by default the one of success. */
  readonly exits?: readonly string[];
  readonly maxVisits?: number;
  readonly failurePort?: 'error' | 'failure';
  /** What the platform answers is for nobody else to see. */
  readonly isSecret?: boolean;
  readonly command: T;
  compile(source: ActivitySource): (scope: ActivityScope) => Fields<T>;
}

const succeeded = exitBy('default');
const answer: Step = { kind: 'wait', expects: ['done', 'failed'], timeoutSeconds: null };

/** An activity that the platform carries out, while the flow goes on. */
export function notice<T extends Command['type']>(task: Task<T>, then: Step = succeeded): ActivityKind {
  return {
    exits: () => task.exits ?? ['default'],
    ...(task.maxVisits !== undefined && { maxVisits: task.maxVisits }),
    compile(source) {
      const give = compileCommand(task, source);
      return {
        run(scope) {
          give(scope);
          return then;
        },
      };
    },
  };
}

/** An activity that the flow waits for until the platform has carried it out. @param done what the flow makes of its outputs */
export function errand<T extends Command['type']>(
  task: Task<T>,
  done: (scope: ActivityScope, outputs: Outputs, source: ActivitySource) => Step = () => succeeded,
): ActivityKind {
  const { failurePort = 'failure' } = task;
  return {
    exits: () => task.exits ?? ['default'],
    ...(task.maxVisits !== undefined && { maxVisits: task.maxVisits }),
    compile(source) {
      const give = compileCommand(task, source);
      return {
        run(scope) {
          give(scope);
          return answer;
        },
        receive(scope, event) {
          if (event.type === 'failed') return failed(scope, source.label, failurePort, event);
          const outputs = event.type === 'done' ? outputValues(event.outputs) : {};
          if (task.isSecret) scope.keepSecret(outputs);
          scope.setOutputs(source.label, { failurecode: 0, failuredescription: '', status: 'success', ...outputs });
          return done(scope, outputs, source);
        },
      };
    },
  };
}

function compileCommand<T extends Command['type']>({ command, compile }: Task<T>, source: ActivitySource): (scope: ActivityScope) => void {
  const fieldsOf = compile(source);
  return (scope) => scope.command({ type: command, activityLabel: source.label, ...fieldsOf(scope) } as unknown as Command);
}

/** Under every name that the activities have for it. */
export function failed(
  scope: ActivityScope,
  label: string,
  port: 'error' | 'failure',
  event: Extract<PlatformEvent, { type: 'failed' }>,
): Step {
  const description = event.description ?? '';
  const failure = { failurecode: event.code, failuredescription: description, errorcode: event.code, errordescription: description };
  scope.setOutputs(label, { ...failure, errormessage: description, status: 'failure' });
  return failedBy(event, port);
}
