import { type ActivityKind, end, leave } from '../activity.ts';

export const endFlow: ActivityKind = {
  exits: () => [],
  compile: () => ({ run: () => end }),
};

export const disconnectContact: ActivityKind = {
  exits: () => [],
  compile: ({ label: activityLabel }) => ({
    run(scope) {
      scope.command({ type: 'disconnect', activityLabel });
      return leave;
    },
  }),
};
