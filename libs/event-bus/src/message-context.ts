import { BaseRpcContext } from '@nestjs/microservices';
import type { IncomingMessage } from './event-bus.ts';

/** What `@Ctx()` gives beside the payload. */
export class MessageContext extends BaseRpcContext<[IncomingMessage]> {
  constructor(message: IncomingMessage) {
    super([message]);
  }

  getMessage(): IncomingMessage {
    return this.getArgByIndex(0);
  }
}
