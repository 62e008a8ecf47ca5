/** The stack cannot go on; the message is one sentence that says what to do, and is all that the user sees. */
export class StackFailure extends Error {
  override readonly name = 'StackFailure';
}
