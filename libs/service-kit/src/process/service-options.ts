import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import type { ServiceConfig } from '../config/variables.ts';
import type { ApiDescription } from '../openapi/document.ts';

export interface ServiceOptions<Config extends ServiceConfig> {
  name: string;
  module: (config: Config) => DynamicModule;
  /** Connects the event consumers as microservices; they start when HTTP answers, and the service is not ready before they have. */
  connect?: (app: NestFastifyApplication) => void;
  /** What /openapi.json says about itself. Default: the name alone. */
  api?: Omit<ApiDescription, 'name'>;
  /** Larger bodies are refused with 413. Default 1 MiB. */
  bodyLimitBytes?: number;
  /** Default 0.0.0.0. */
  host?: string;
  /** How long stopping may take; requests in flight get 60 % of it. Default 8000. */
  stopWithinMs?: number;
  /** Where log lines go. Default: standard output. */
  logDestination?: DestinationStream;
}

export interface RunningService {
  app: NestFastifyApplication;
  url: string;
  /** Not ready any more, no new connections, requests in flight finish, then consumers and everything else. @returns whether all of it ended in time */
  stop(): Promise<boolean>;
}
