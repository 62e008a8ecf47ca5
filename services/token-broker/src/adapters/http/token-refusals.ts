import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { DomainError } from '@patchbay/errors';
import { Metrics } from '@patchbay/service-kit';
import { Counter } from 'prom-client';
import { catchError, type Observable } from 'rxjs';

/** Whoever is not given a token does not call: that is to be seen, and why. */
@Injectable()
export class TokenRefusals implements NestInterceptor {
  private readonly refusals: Counter;

  constructor({ registry }: Metrics) {
    this.refusals = new Counter({
      name: 'patchbay_token_refusals_total',
      help: 'Requests for tokens that were refused, by code',
      labelNames: ['code'],
      registers: [registry],
    });
  }

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (error instanceof DomainError) this.refusals.inc({ code: error.code });
        throw error;
      }),
    );
  }
}
