import type { FlowEvent } from './flow-event.ts';
import type { FlowHalt, FlowVersion, OnConnectorInactive } from './stored-flow.ts';

/** A flow as far as its connectors can halt it. */
export interface HaltableFlow {
  readonly organizationId: string;
  readonly flowId: string;
  readonly name: string;
  readonly halted: FlowHalt | null;
}

/** What its label Live points at. */
export interface LiveVersion {
  readonly versionNumber: number;
  readonly connectorIds: readonly string[];
  readonly onConnectorInactive: OnConnectorInactive;
  readonly fallbackDestination: string | null;
}

export const liveVersionOf = ({ versionNumber, uses, content }: FlowVersion): LiveVersion => ({
  versionNumber,
  connectorIds: uses.map(({ connectorId }) => connectorId),
  onConnectorInactive: content.onConnectorInactive,
  fallbackDestination: content.fallbackDestination,
});

interface SettledHalt {
  readonly halted: FlowHalt | null;
  /** None where nothing has changed to the outside. */
  readonly events: readonly FlowEvent[];
}

/**
 * Whether a flow is halted, by what is true now: so it does not matter how often it is asked, or by which replica.
 * @param notActive connectors that are known not to be active
 */
export function settleHalt(flow: HaltableFlow, live: LiveVersion | undefined, notActive: ReadonlySet<string>, now: Date): SettledHalt {
  const { halted, organizationId, flowId, name } = flow;
  const lacking = live?.connectorIds.filter((connectorId) => notActive.has(connectorId)) ?? [];
  const [connectorId] = lacking;
  if (!live || connectorId === undefined) return halted ? { halted: null, events: resumed(flow, halted, live) } : unchanged(halted);
  if (halted) return lacking.includes(halted.connectorId) ? unchanged(halted) : unchanged({ ...halted, connectorId });
  const { versionNumber, onConnectorInactive, fallbackDestination } = live;
  const event: FlowEvent = {
    type: 'FlowHalted',
    organizationId,
    flowId,
    name,
    versionNumber,
    connectorId,
    onConnectorInactive,
    fallbackDestination,
  };
  return { halted: { connectorId, since: now }, events: [event] };
}

const unchanged = (halted: FlowHalt | null): SettledHalt => ({ halted, events: [] });

/** A flow that is Live nowhere any more resumes without a word: nothing of it runs. */
function resumed(
  { organizationId, flowId, name }: HaltableFlow,
  { connectorId, since }: FlowHalt,
  live: LiveVersion | undefined,
): FlowEvent[] {
  if (!live) return [];
  const { versionNumber } = live;
  return [{ type: 'FlowResumed', organizationId, flowId, name, versionNumber, connectorId, haltedSince: since.toISOString() }];
}
