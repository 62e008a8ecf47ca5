import type { Admin } from 'kafkajs';
import { settledWithin } from '../pause.ts';
import type { KafkaClient } from './kafka-client.ts';

interface Watermark {
  partition: number;
  /** First offset that the topic still has. */
  low: number;
  /** Offset after the last message. */
  high: number;
}

/** Asks the broker where topics begin and end, over a connection of its own, so that it answers when the consumer's is stuck. */
export class Watermarks {
  private admin: Promise<Admin> | undefined;

  constructor(private readonly client: KafkaClient) {}

  async of(topic: string): Promise<Watermark[]> {
    const offsets = await this.ask((admin) => admin.fetchTopicOffsets(topic));
    return offsets.map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }));
  }

  /** Partition to offset of the next message of the group; a partition without a commit is absent. */
  async committed(groupId: string, topic: string): Promise<Map<number, number>> {
    const [offsets] = await this.ask((admin) => admin.fetchOffsets({ groupId, topics: [topic] }));
    const known = (offsets?.partitions ?? []).map(({ partition, offset }): [number, number] => [partition, Number(offset)]);
    return new Map(known.filter(([, offset]) => offset >= 0));
  }

  async close(): Promise<void> {
    const admin = await this.admin?.catch(() => undefined);
    if (admin !== undefined) await settledWithin(admin.disconnect(), 500);
  }

  private async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    this.admin ??= this.connect();
    try {
      return await question(await this.admin);
    } catch (error) {
      // One that has failed once may fail for ever: tulios/kafkajs#1441.
      void this.close();
      this.admin = undefined;
      throw error;
    }
  }

  private async connect(): Promise<Admin> {
    const admin = this.client.kafka.admin();
    await admin.connect();
    return admin;
  }
}
