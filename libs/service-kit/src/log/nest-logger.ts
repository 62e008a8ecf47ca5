import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { isErrorLike } from '../problems/error-like.ts';
import { redactedText } from './redact.ts';

/** What Nest says about each route and module at every start. */
const startUpContexts = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

type PinoLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/**
 * Nest's Logger on pino, so that services use the one they know: `new Logger('outbox').error(error)`.
 * An error or an object becomes fields of the line; the last text is the context, as in Nest.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(startUpContexts.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: PinoLevel, message: unknown, rest: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const texts = rest.filter((part) => typeof part === 'string');
    const err = [message, ...rest].find(isErrorLike);
    const fields = typeof message === 'object' && message !== null && !isErrorLike(message) ? message : {};
    const stack = texts.length > 1 ? texts[0] : undefined;
    const context = texts.at(-1);
    const line = { ...fields, ...(context && { context }), ...(err && { err }), ...(stack && { stack }) };
    this.pino[level](line, textOf(message, err));
  }
}

function textOf(message: unknown, err: Error | undefined): string | undefined {
  if (typeof message === 'string') return redactedText(message);
  return err ? redactedText(err.message) : undefined;
}
