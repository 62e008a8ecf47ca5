import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectorState } from '@patchbay/contracts';
import { createTopics, freePort, KafkaNotStarted, type RunningKafka, startKafka, stopLeftKafka } from '@patchbay/embedded-stack';
import { type Admin, ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { isRunning, leftBehind } from './killed-parent.ts';

describe('startKafka', () => {
  let folder: string;
  let running: RunningKafka[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-kafka-'));
    running = [];
  });

  afterEach(async () => {
    for (const kafka of running) await kafka.stop();
    rmSync(folder, { recursive: true });
  });
});
