import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { Action, ResourceType } from '@patchbay/contracts';
import type { FastifyRequest } from 'fastify';
import { requestContextOf } from '../context/request-hooks.ts';
import type { AccessNeed } from './access-control.ts';
import type { Caller } from './caller.ts';

export interface DeclaredAccess {
  action: Action;
  resourceType: ResourceType;
  idParameter?: string | undefined;
  /** The route itself has it decided. */
  inRoute?: boolean;
}

export const accessMetadata = 'patchbay:access';
export const publicMetadata = 'patchbay:public';

/** What a caller needs for this route: the decision is about the resource in the path parameter `idParameter`, or about none in particular. */
export const Access = (action: Action, resourceType: ResourceType, idParameter?: string) =>
  applyDecorators(
    SetMetadata<string, DeclaredAccess>(accessMetadata, { action, resourceType, idParameter }),
    ApiExtension('x-action', action),
  );

/**
 * For a route where whom to let in depends on more than the path: the guard makes sure who is calling, and no more.
 * The route has it decided (`AccessControl.authorize`) before it tells or does anything.
 */
export const AccessInRoute = (action: Action, resourceType: ResourceType) =>
  applyDecorators(
    SetMetadata<string, DeclaredAccess>(accessMetadata, { action, resourceType, inRoute: true }),
    ApiExtension('x-action', action),
  );

/** Anybody may call this route, without a token. */
export const Public = () => applyDecorators(SetMetadata(publicMetadata, true), ApiSecurity({}));

export function setCaller(request: FastifyRequest, caller: Caller): void {
  const requestContext = requestContextOf(request);
  if (requestContext) requestContext.caller = caller;
}

export function setNeed(request: FastifyRequest, need: AccessNeed): void {
  const requestContext = requestContextOf(request);
  if (requestContext) requestContext.need = need;
}

/** The caller whom the guard let in. */
export const CurrentCaller = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const caller = requestContextOf(context.switchToHttp().getRequest<FastifyRequest>())?.caller;
  if (!caller) throw new Error('this route is public: it has no caller');
  return caller;
});
