import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { etagOf } from '@patchbay/service-kit';
import { type Observable, tap } from 'rxjs';
import type { HeaderWriter } from './header-writer.ts';

/** The version in the body is the ETag of the answer. */
export class VersionEtag implements NestInterceptor<{ version: number }> {
  intercept(context: ExecutionContext, next: CallHandler<{ version: number }>): Observable<{ version: number }> {
    const reply = context.switchToHttp().getResponse<HeaderWriter>();
    return next.handle().pipe(tap(({ version }) => reply.header('etag', etagOf(version))));
  }
}
