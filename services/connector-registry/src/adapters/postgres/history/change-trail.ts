import { currentRequest } from '@patchbay/service-kit';
import type { EntityManager } from 'typeorm';
import type { Connector } from '../../../domain/connector.ts';
import type { ConnectorEvent } from '../../../domain/connector-event.ts';
import { asJson, type Json } from '../../../domain/history/canonical-json.ts';
import type { Actor, HistoryDraft } from '../../../domain/history/history-entry.ts';
import type { ConnectorId, OperationId, OrganizationId } from '../../../domain/ids.ts';
import { appendHistory } from './append-history.ts';
import { changeActions } from './change-actions.ts';
import { OperationTrail } from './operation-trail.ts';
import { ReferenceTrail } from './reference-trail.ts';
import { ScheduleTrail, scheduleInHand } from './schedule-trail.ts';

/** What one transaction has changed, as the history will have it: the stores tell what was there before, the unit of work writes it down last. */
export class ChangeTrail {
  readonly references = new ReferenceTrail();
  readonly operations = new OperationTrail();
  readonly schedules = new ScheduleTrail();
  private readonly seen = new Map<ConnectorId, Connector>();
  private readonly beginners = new Map<OperationId, Promise<Actor | undefined>>();

  constructor(private readonly manager: EntityManager) {}

  /** As a store has read it, locked. */
  saw(connector: Connector): void {
    this.seen.set(connector.connectorId, connector);
  }

  async write(organizationId: OrganizationId, events: readonly ConnectorEvent[], at: Date): Promise<void> {
    const changes: Change[] = [
      ...events.map((event) => this.changeOf(event)),
      ...this.references.changes.map((change) => ({ ...nobodyNamed, ...change })),
      ...this.operations.changes.map((change) => ({ ...nobodyNamed, ...change })),
      ...this.schedules.changes.map((change) => ({ ...nobodyNamed, ...change })),
    ];
    const drafts: HistoryDraft[] = [];
    for (const { actorId, ...change } of changes) {
      const origin = await this.originOf(organizationId, actorId, change.operationId);
      drafts.push({ at, outcome: 'DONE', code: null, ...origin, ...change });
    }
    await appendHistory(this.manager, organizationId, drafts);
  }

  private changeOf(event: ConnectorEvent): Change {
    const { connector, actor, type } = event;
    const before = this.seen.get(connector.connectorId);
    this.seen.set(connector.connectorId, connector);
    return {
      action: changeActions[type],
      actorId: actor,
      connectorId: connector.connectorId,
      flowId: null,
      operationId: 'operationId' in event ? event.operationId : null,
      reason: 'reason' in event ? event.reason : null,
      before: told(before),
      after: told(connector),
      ...scheduleInHand(),
    };
  }

  /** The caller of the request that this transaction belongs to; for the service's own work whoever began the operation that it is a part of. */
  private async originOf(organizationId: OrganizationId, actorId: string | undefined, operationId: OperationId | null): Promise<Origin> {
    const { caller, remoteAddress = null, requestId = null } = currentRequest() ?? {};
    if (caller && (actorId === undefined || caller.id === actorId)) {
      return { actor: { kind: caller.kind, id: caller.id, roles: caller.roles ?? [] }, remoteAddress, requestId };
    }
    const beginner = operationId === null ? undefined : await this.beginnerOf(organizationId, operationId);
    return { actor: beginner ?? { kind: 'user', id: actorId ?? 'unknown', roles: [] }, remoteAddress: null, requestId };
  }

  private beginnerOf(organizationId: OrganizationId, operationId: OperationId): Promise<Actor | undefined> {
    const known = this.beginners.get(operationId) ?? readBeginner(this.manager, organizationId, operationId);
    this.beginners.set(operationId, known);
    return known;
  }
}

/** The grace in force follows from the versions before and from halts: it is nobody's change. */
function told(connector: Connector | undefined): Json {
  if (!connector) return null;
  const { graceInForceMs: _, ...changed } = connector;
  return asJson(changed);
}

type Origin = Pick<HistoryDraft, 'actor' | 'remoteAddress' | 'requestId'>;
type Change = Omit<HistoryDraft, keyof Origin | 'at' | 'outcome' | 'code'> &
  Partial<Pick<HistoryDraft, 'outcome' | 'code'>> & { actorId: string | undefined };

/** What a trail does not say of a change. */
const nobodyNamed = { actorId: undefined, flowId: null, operationId: null, reason: null };

async function readBeginner(manager: EntityManager, organizationId: OrganizationId, operationId: OperationId): Promise<Actor | undefined> {
  const [actor]: Actor[] = await manager.query(
    `SELECT actor_kind AS kind, actor_id AS id, actor_roles AS roles FROM history
      WHERE organization_id = $1 AND operation_id = $2 AND outcome = 'DONE' ORDER BY seq LIMIT 1`,
    [organizationId, operationId],
  );
  return actor;
}
