/** What a route needs of the reply when its status depends on what it did. */
export interface StatusReply {
  status(code: number): unknown;
}
