import { type ArgumentsHost, Catch, type INestApplication, type RpcExceptionFilter } from '@nestjs/common';
import type { MicroserviceOptions, NestMicroservice } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import type { EventBusServer } from './event-bus-server.ts';

/** Passes on what a handler threw, instead of Nest's own answer to it. */
@Catch()
class HandlerErrorFilter implements RpcExceptionFilter {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Like `app.connectMicroservice({ strategy: server })`, and the server gets to see what handlers throw: Nest takes filters into account only
 * before it registers the handlers.
 */
export function connectEventBus(app: INestApplication, server: EventBusServer): void {
  const microservice = app.connectMicroservice<MicroserviceOptions>(
    { strategy: server },
    { deferInitialization: true },
  ) as NestMicroservice;
  microservice.useGlobalFilters(new HandlerErrorFilter());
  microservice.registerListeners();
  microservice.setIsInitialized(true);
  microservice.setIsInitHookCalled(true);
}
