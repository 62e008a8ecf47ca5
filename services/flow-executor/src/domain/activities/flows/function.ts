import type { ActivityKind, Step } from '../activity.ts';

const missing: Step = {
  kind: 'failed',
  port: 'error',
  code: 'flow.function-unavailable',
  message: 'functions are not part of an export: do what it does in the flow, or ask an API',
};

/** Its source stays where the flow comes from. */
export const functionActivity: ActivityKind = {
  exits: () => [],
  compile(source) {
    source.warning(
      'flow.activity-not-runnable',
      'the source of the function is not in the export: the activity always leaves by its error exit',
    );
    return { run: () => missing };
  },
};
