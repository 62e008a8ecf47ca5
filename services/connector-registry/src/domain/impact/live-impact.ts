import { type CallProfile, type ExpectedCalls, type HourOfDay, profileOf, quietestWindow } from './call-profile.ts';
import type { CallCount } from './calls.ts';

/** What executors have told of the calls through one connector. */
export interface ObservedCalls {
  /** By the latest word of every executor that has not fallen silent. */
  inProgress: number;
  endedInLastMinute: number;
  /** By quarter of an hour, for the week of the profile. */
  begun: readonly CallCount[];
}

/** What happens through a connector now, and is to be expected. */
export interface LiveImpact {
  at: Date;
  timeZone: string;
  callsInProgress: number;
  callsPerMinute: number;
  profile: readonly HourOfDay[];
  quietestWindow: ExpectedCalls;
  /** Undefined while the token broker does not say. */
  outstandingTokens: number | undefined;
}

export function liveImpactOf(observed: ObservedCalls, timeZone: string, at: Date, outstandingTokens: number | undefined): LiveImpact {
  const profile: CallProfile = profileOf(observed.begun, timeZone, at);
  return {
    at,
    timeZone,
    callsInProgress: observed.inProgress,
    callsPerMinute: observed.endedInLastMinute,
    profile: profile.hours,
    quietestWindow: quietestWindow(profile, at),
    outstandingTokens,
  };
}
