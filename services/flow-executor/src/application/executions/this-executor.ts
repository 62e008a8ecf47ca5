/** What this process goes by. */
export class ThisExecutor {
  /** @param processId unlike the name of the instance never the same again */
  constructor(
    readonly instanceId: string,
    readonly processId: string,
  ) {}
}
