/** Which replica answers. */
export class InstanceId {
  constructor(readonly value: string) {}
}
