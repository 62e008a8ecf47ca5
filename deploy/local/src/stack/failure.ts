/** The stack cannot go on; the message is one sentence that says what to do, and is all that the user sees. */
export class StackFailure extends Error {
  override readonly name = 'StackFailure';
}

/** What a user is told: the sentence of an error that was foreseen, everything of one that was not. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isForeseen = error instanceof StackFailure || 'code' in error;
  return isForeseen ? error.message : (error.stack ?? error.message);
}
