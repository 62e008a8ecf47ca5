import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DeactivateConnectorQuery } from '@patchbay/contracts';
import { mergeMap, type Observable } from 'rxjs';
import { AwaitOperation } from '../../application/await-operation.ts';
import * as ids from '../../domain/ids.ts';
import { receiptOf } from './operation-representation.ts';

interface Request {
  params: { organizationId: string };
  query: unknown;
}
interface Reply {
  status(code: number): unknown;
}

const answersHalt = 'patchbay:answers-halt';

/** The route answers with the `operationId` of a halt; the caller is also told how far it has got. */
export const AnswersHalt = () => SetMetadata(answersHalt, true);

/**
 * Waits for the halt outside of everything that the route does in one commit with its answer: nothing can be acknowledged before the commit.
 * So a request that is sent again under its key gets the same operation, and what is proven by then.
 */
@Injectable()
export class HaltAnswer implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly awaitOperation: AwaitOperation,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (this.reflector.get<boolean | undefined>(answersHalt, context.getHandler()) !== true) return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const reply = context.switchToHttp().getResponse<Reply>();
    return next.handle().pipe(mergeMap((answer: object) => this.withHalt(answer, request, reply)));
  }

  private async withHalt(answer: object, { params, query }: Request, reply: Reply): Promise<object> {
    // Answers that were kept before there were receipts name none.
    if (!('operationId' in answer)) return answer;
    const { waitMs } = DeactivateConnectorQuery.parse(query);
    const organizationId = ids.organizationId(params.organizationId.toLowerCase());
    const { view, live } = await this.awaitOperation.execute(organizationId, ids.operationId(String(answer.operationId)), waitMs);
    const halt = receiptOf(view, live);
    reply.status(halt?.state === 'HALTED' ? 200 : 202);
    return { ...answer, halt };
  }
}
