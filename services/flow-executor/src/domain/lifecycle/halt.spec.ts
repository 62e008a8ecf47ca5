import { noon } from '../../../test/support/given.ts';
import { type HaltableFlow, type LiveVersion, settleHalt } from './halt.ts';
import type { FlowHalt } from './stored-flow.ts';

const flow = (halted: FlowHalt | null = null): HaltableFlow => ({ organizationId: 'o', flowId: 'f', name: 'Main', halted });
const live = (...connectorIds: string[]): LiveVersion => ({
  versionNumber: 3,
  connectorIds,
  onConnectorInactive: 'HALT',
  fallbackDestination: 'Emergency',
});
const before = new Date(noon.getTime() - 60_000);
const halted = { connectorId: 'c', since: before };
const identity = { organizationId: 'o', flowId: 'f', name: 'Main', versionNumber: 3 };
const settle = (state: FlowHalt | null, version: LiveVersion | undefined, ...notActive: string[]) =>
  settleHalt(flow(state), version, new Set(notActive), noon);

describe('settleHalt', () => {
  it('halts a flow when a connector of its Live version is not active, and says with which destination', () => {
    expect(settle(null, live('b', 'c'), 'c', 'z')).toEqual({
      halted: { connectorId: 'c', since: noon },
      events: [{ type: 'FlowHalted', ...identity, connectorId: 'c', onConnectorInactive: 'HALT', fallbackDestination: 'Emergency' }],
    });
  });

  it('resumes it when all of them are active', () => {
    expect(settle(halted, live('b', 'c'), 'z')).toEqual({
      halted: null,
      events: [{ type: 'FlowResumed', ...identity, connectorId: 'c', haltedSince: before.toISOString() }],
    });
  });

  it.each<[string, FlowHalt | null, LiveVersion | undefined, string[], FlowHalt | null]>([
    ['is halted already', halted, live('c'), ['c'], halted],
    ['runs', null, live('c'), ['z'], null],
    ['is halted by another connector now: since it was', halted, live('b', 'c'), ['b'], { connectorId: 'b', since: before }],
    ['uses no connector', null, live(), ['c'], null],
    ['is Live nowhere', halted, undefined, ['c'], null],
  ])('says nothing of a flow that %s', (_, state, version, notActive, expected) => {
    expect(settle(state, version, ...notActive)).toEqual({ halted: expected, events: [] });
  });
});
