export interface StartedServer {
  /** What goes into the environment. */
  address: string;
  stop(): Promise<void>;
}
