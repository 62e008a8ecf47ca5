import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { ConnectorId, FlowId, OperationId, OrganizationId, Problem, ScheduleId } from '@patchbay/contracts';
import { Clock, requestContextOf } from '@patchbay/service-kit';
import { RefusedAttempts } from '../../../application/history/ports.ts';
import type { HistoryDraft } from '../../../domain/history/history-entry.ts';
import * as ids from '../../../domain/ids.ts';

type RefusedRequest = Parameters<typeof requestContextOf>[0];

const reads = new Set(['GET', 'HEAD', 'OPTIONS']);
const longestReason = 500;

/**
 * Sees every answer, also that of the guard, and keeps the refusals of what would have changed something. Whom a token does not name is in the
 * log only: anybody could fill a history without one.
 */
@Injectable()
export class RefusedAttemptsHook implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly attempts: RefusedAttempts,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('onSend', async (request, reply, payload) => {
      const isRefusal = reply.statusCode >= 400 && reply.statusCode < 500 && reply.getHeader('content-type') === 'application/problem+json';
      if (isRefusal && !reads.has(request.method)) this.keep(request, payload);
    });
  }

  private keep(request: RefusedRequest, payload: unknown): void {
    const { caller, need, remoteAddress = null, requestId = null } = requestContextOf(request) ?? {};
    const organization = OrganizationId.safeParse(need?.organizationId?.toLowerCase());
    const code = codeOf(payload);
    if (!caller || !need || !organization.success || code === null) return;
    const attempt: HistoryDraft = {
      at: this.clock.now(),
      action: actionOf(request) ?? need.action,
      outcome: 'REFUSED',
      actor: { kind: caller.kind, id: caller.id, roles: caller.roles ?? [] },
      remoteAddress,
      requestId,
      ...idsIn(request.params),
      reason: reasonIn(request.body),
      code,
      before: null,
      after: null,
    };
    this.attempts.keep(ids.organizationId(organization.data), attempt, code === 'organization.not-found');
  }
}

/** Whoever plans a change needs the permission to make it, but has not tried to make it. */
const scheduleActions: Record<string, string | undefined> = { POST: 'schedule.plan', PATCH: 'schedule.change', DELETE: 'schedule.cancel' };

const actionOf = ({ method, routeOptions }: RefusedRequest): string | undefined =>
  /\/schedules(\/:scheduleId)?$/.test(routeOptions.url ?? '') ? scheduleActions[method] : undefined;

function codeOf(payload: unknown): string | null {
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return null;
  const { data } = Problem.safeParse(JSON.parse(payload.toString()));
  return data?.code ?? null;
}

function idsIn(parameters: unknown): Pick<HistoryDraft, 'connectorId' | 'flowId' | 'operationId' | 'scheduleId'> {
  const { connectorId, flowId, operationId, scheduleId } = parameters as Record<string, string | undefined>;
  return {
    connectorId: ConnectorId.safeParse(connectorId).success ? ids.connectorId(String(connectorId).toLowerCase()) : null,
    flowId: FlowId.safeParse(flowId).success ? ids.flowId(String(flowId).toLowerCase()) : null,
    operationId: OperationId.safeParse(operationId).success ? ids.operationId(String(operationId).toLowerCase()) : null,
    ...(ScheduleId.safeParse(scheduleId).success && { scheduleId: ids.scheduleId(String(scheduleId).toLowerCase()) }),
  };
}

/** It may be what was refused, so it is cut to what can be stored. */
function reasonIn(body: unknown): string | null {
  const reason: unknown = typeof body === 'object' && body !== null && 'reason' in body ? body.reason : undefined;
  return typeof reason === 'string'
    ? reason
        .toWellFormed()
        .replaceAll(/\p{Cc}/gu, ' ')
        .slice(0, longestReason)
        .toWellFormed()
    : null;
}
