import { Logger } from '@nestjs/common';
import { Problems } from '../../application/ports.ts';

export class LoggedProblems extends Problems {
  private readonly logger = new Logger('flow-executor');

  report(what: string, error: unknown): void {
    this.logger.warn({ what, error });
  }
}
