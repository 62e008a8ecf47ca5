import { Logger } from '@nestjs/common';

/** For parts that go on by themselves after a failure: each is a line of the log. */
export function reporterFor(context: string): (error: unknown) => void {
  const logger = new Logger(context);
  return (error) => logger.warn(error);
}
