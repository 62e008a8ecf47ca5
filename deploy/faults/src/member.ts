import type { Network } from './network.ts';
import { type ProcessOptions, ServiceProcess } from './service-process.ts';

/** One replica of a service: its process of the moment, and what is between it and the others. */
export class Member {
  readonly name: string;
  readonly service: string;
  readonly network: Network;
  private readonly options: ProcessOptions;
  private current: ServiceProcess | undefined;

  constructor({ name, service, network, start }: { name: string; service: string; network: Network; start: ProcessOptions }) {
    this.name = name;
    this.service = service;
    this.network = network;
    this.options = start;
  }

  get process(): ServiceProcess {
    if (!this.current) throw new Error(`${this.name} was not started`);
    return this.current;
  }

  get url(): string {
    return this.process.url;
  }

  /** As receipts name it; another one for each process. */
  get holderId(): string {
    return this.process.holderId;
  }

  /** A new process under the same name, as an orchestrator starts it again. Returns at once. */
  launch(): ServiceProcess {
    this.current = new ServiceProcess(this.service, this.options);
    return this.current;
  }

  async start(): Promise<this> {
    await this.launch().untilReady();
    return this;
  }

  /** Whatever state it is in. */
  async end(): Promise<void> {
    const { current } = this;
    if (!current || current.hasEnded) return;
    current.wake();
    await current.stop();
  }
}
