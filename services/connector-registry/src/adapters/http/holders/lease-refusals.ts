import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { DomainError } from '@patchbay/errors';
import { currentRequest } from '@patchbay/service-kit';
import { catchError, type Observable } from 'rxjs';
import { HolderObserver } from '../../../application/holders/ports.ts';
import { holderNameOf } from './lease-gatekeeper.ts';

/** A holder that is refused is on its way to a stop: somebody has to be able to find out why. */
@Injectable()
export class LeaseRefusals implements NestInterceptor {
  constructor(private readonly observer: HolderObserver) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { params } = context.switchToHttp().getRequest<{ params: { instanceId?: string } }>();
    const { instanceId } = params;
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (error instanceof DomainError && isRefusal(error) && instanceId !== undefined) this.tell(error, instanceId);
        throw error;
      }),
    );
  }

  private tell({ code, message }: DomainError, instanceId: string): void {
    const caller = currentRequest()?.caller;
    this.observer.refused({ instanceId: instanceId.slice(0, 100), heldBy: caller && holderNameOf(caller), code, detail: message });
  }
}

/** What is away is away for everybody, and told as such. */
const isRefusal = ({ kind, code }: DomainError): boolean => kind !== 'unavailable' || code.startsWith('lease.');
