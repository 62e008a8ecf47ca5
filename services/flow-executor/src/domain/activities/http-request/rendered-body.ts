/** What is sent, and as what. */
export interface RenderedBody {
  readonly body: string | undefined;
  /** What the author says in a header counts more, unless the body would be unreadable then. */
  readonly contentType: string | undefined;
  readonly isTypeFixed?: boolean;
  /** Headers that belong to the body. */
  readonly headers?: Readonly<Record<string, string>>;
}
