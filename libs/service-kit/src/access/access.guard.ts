import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AccessControl } from './access-control.ts';
import { accessMetadata, type DeclaredAccess, publicMetadata, setCaller, setNeed } from './decorators.ts';
import { AccessUndeclared } from './refusals.ts';

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessControl,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(publicMetadata, targets)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: Record<string, string> }>>();
    const declared = this.reflector.getAllAndOverride<DeclaredAccess | undefined>(accessMetadata, targets);
    if (!declared) throw new AccessUndeclared(`${context.getClass().name}.${context.getHandler().name}`);
    const need = needOf(declared, request.params);
    setNeed(request, need);
    if (declared.inRoute) {
      setCaller(request, await this.access.authenticate(request.headers.authorization));
      return true;
    }
    await this.access.authorize(request.headers.authorization, need, (caller) => setCaller(request, caller));
    return true;
  }
}

function needOf({ action, resourceType, idParameter }: DeclaredAccess, parameters: Record<string, string>) {
  const id = (idParameter && parameters[idParameter]) || '*';
  return { action, resource: { type: resourceType, id }, organizationId: parameters.organizationId };
}
