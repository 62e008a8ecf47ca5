import { connectorState } from '@patchbay/contracts';
import { type EventBus, type IncomingMessage, readToEnd } from '@patchbay/event-bus';
import { StateTopic } from '../../application/state-topic/state-topic-ports.ts';
import { fingerprintOf, type StateMark } from '../../domain/state-topic/verdict.ts';

/** What nobody can read is no record of any version, and so is said again. */
const unreadable: StateMark = { version: 0, fingerprint: 0 };
/** Of no record. */
const overtaken = -1;

export class KafkaStateTopic extends StateTopic {
  constructor(private readonly bus: EventBus) {
    super();
  }

  override async read(signal: AbortSignal): Promise<Map<string, StateMark>> {
    const marks = new Map<string, StateMark>();
    await readToEnd(this.bus, { group: 'connector-registry.state-check', topic: connectorState.name, signal }, ({ key, value }) => {
      if (key === null) return;
      if (value === null) marks.delete(String(key));
      else marks.set(String(key), behind(marks.get(String(key)), markOf(value)));
    });
    return marks;
  }
}

/** Consumers keep the highest version; an older record behind it, which compaction would keep, is nothing that the database could have. */
function behind(earlier: StateMark | undefined, last: StateMark): StateMark {
  return earlier !== undefined && earlier.version > last.version ? { version: earlier.version, fingerprint: overtaken } : last;
}

function markOf(value: NonNullable<IncomingMessage['value']>): StateMark {
  try {
    const record: unknown = JSON.parse(value.toString('utf8'));
    const { success, data } = connectorState.events['patchbay.ConnectorState'].safeParse(record);
    return success ? { version: data.version, fingerprint: fingerprintOf(record) } : unreadable;
  } catch {
    return unreadable;
  }
}
