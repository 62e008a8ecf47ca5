import { type ArgumentsHost, Catch, type RpcExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';

/** Lets the event bus see what a handler threw, and so decide between waiting, trying again and dead-lettering; Nest's own filter would hide it. */
@Catch()
export class HandlerFailures implements RpcExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}
