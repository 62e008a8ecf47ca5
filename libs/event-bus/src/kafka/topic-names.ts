/** Several installations can share a broker, each under a prefix of its own. */
export class TopicNames {
  constructor(private readonly prefix: string) {}

  /** As the broker knows it. */
  readonly theirs = (name: string): string => `${this.prefix}${name}`;

  /** As the contracts know it. */
  readonly ours = (name: string): string => name.slice(this.prefix.length);
}
