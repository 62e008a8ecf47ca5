/** What a test imports is a flow of its own: the second of a name in the organization gets a number. */
export class OwnNames {
  private readonly times = new Map<unknown, number>();

  own(flow: unknown): unknown {
    const { name } = flow as { name?: unknown };
    const times = (this.times.get(name) ?? 0) + 1;
    this.times.set(name, times);
    return times === 1 ? flow : { ...(flow as object), name: `${name} ${times}` };
  }
}
