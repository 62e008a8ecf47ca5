import { randomUUID } from 'node:crypto';
import { BrokerUnavailable } from '../broker-unavailable.ts';
import type { ConsumeOptions, MessageHandler, Progress, Running } from '../event-bus.ts';
import { Partitions } from '../partitions.ts';
import { pause, pauseMs } from '../pause.ts';
import { isColdCoordinator } from './client-error.ts';
import { ConsumerGeneration, type GenerationEnd } from './consumer-generation.ts';
import type { KafkaClient } from './kafka-client.ts';
import type { TopicNames } from './topic-names.ts';

interface SubscriptionOptions extends ConsumeOptions {
  handler: MessageHandler;
  names: TopicNames;
  stallAfterMs: number;
  openClient: () => KafkaClient;
  onError: (error: unknown) => void;
  onFatal: (error: unknown) => void;
}

const fatalWithinMs = 120_000;
const longestPauseMs = 5_000;
const firstPauseMs = 200;
/** More than a session and a rebalance may take. */
const joinWithinMs = 30_000;
/** The client may be what does not answer: another one is worth a try. */
const answerWithinMs = 60_000;

/** The client delivers nothing although there is something, or never joins, while the broker answers. */
class ConsumerStalled extends Error {
  override readonly name = 'ConsumerStalled';
}

/** A consumer that is kept alive: watched by what it delivers, and built anew with a new client when it has died or goes nowhere. */
export class KafkaSubscription implements Running {
  private readonly partitions: Partitions;
  private readonly stopping = new AbortController();
  private readonly finished: Promise<void>;
  private generation: ConsumerGeneration | undefined;
  private brokerAnswers = true;
  private faults: number[] = [];

  constructor(private readonly options: SubscriptionOptions) {
    this.partitions = new Partitions({
      handler: options.handler,
      stallAfterMs: options.stallAfterMs,
      onHandled: (id, next) => this.generation?.noteHandled(id, next),
    });
    this.finished = this.run();
  }

  progress(): Progress {
    const progress = this.partitions.progress();
    return { ...progress, stalled: progress.stalled && this.brokerAnswers };
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    // At once, so that no handler begins any more.
    await this.partitions.stop();
    await this.finished;
  }

  private async run(): Promise<void> {
    for (let attempt = 2; !this.stopping.signal.aborted; attempt += 1) {
      const generation = this.open();
      const end = await this.endOf(generation);
      if (end === undefined) await this.partitions.stop();
      else this.report(end);
      await generation.close();
      this.partitions.revoke();
      if (generation.hasJoined) attempt = 2;
      await pause(pauseMs(attempt, firstPauseMs, longestPauseMs), this.stopping.signal);
    }
  }

  private open(): ConsumerGeneration {
    const { group, mode, topics, names, openClient } = this.options;
    const generation = new ConsumerGeneration({
      client: openClient(),
      // A group of its own at each start has no commits, and so begins with the earliest.
      groupId: names.theirs(mode === 'group' ? group : `${group}.${randomUUID()}`),
      commits: mode === 'group',
      topics,
      names,
      partitions: this.partitions,
    });
    this.generation = generation;
    void generation.start();
    return generation;
  }

  /** @returns undefined when the subscription is stopped */
  private async endOf(generation: ConsumerGeneration): Promise<GenerationEnd | undefined> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, over.signal]);
    try {
      return await Promise.race([generation.ended, this.watch(generation, signal)]);
    } finally {
      over.abort();
    }
  }

  private async watch(generation: ConsumerGeneration, signal: AbortSignal): Promise<GenerationEnd | undefined> {
    const { stallAfterMs } = this.options;
    const startedMs = performance.now();
    let answeredMs = startedMs;
    while (!signal.aborted) {
      await pause(stallAfterMs / 3, signal);
      if (signal.aborted) break;
      const now = performance.now();
      if (await this.hasAnswered(generation)) answeredMs = now;
      else if (now - answeredMs > answerWithinMs) return { error: new BrokerUnavailable(), passing: true };
      else continue;
      if (this.partitions.isStarved()) return faultOf('the consumer delivers nothing although there are messages');
      if (!generation.hasJoined && now - startedMs > joinWithinMs) return faultOf('the consumer does not get into its group');
    }
    return undefined;
  }

  /** Nothing can be concluded about the consumer while the broker is away, nor from what lay still meanwhile. */
  private async hasAnswered(generation: ConsumerGeneration): Promise<boolean> {
    const answered = await generation.locate();
    const isBack = answered && !this.brokerAnswers;
    this.brokerAnswers = answered;
    if (isBack) this.partitions.restartClocks();
    return answered && !isBack;
  }

  private report({ error, passing }: GenerationEnd): void {
    const isCold = isColdCoordinator(error) && !this.partitions.progress().joined;
    if (!isCold) this.options.onError(error);
    if (passing) return;
    this.partitions.noteStall();
    const now = performance.now();
    this.faults = [...this.faults.filter((at) => now - at < fatalWithinMs), now];
    if (this.faults.length > 1) this.options.onFatal(error);
  }
}

const faultOf = (message: string): GenerationEnd => ({ error: new ConsumerStalled(message), passing: false });
