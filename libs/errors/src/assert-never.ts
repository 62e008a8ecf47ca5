/** Marks the branch of a `switch` that the types say cannot be reached; adding a member to the union makes it a compile error. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value: ${JSON.stringify(value)}`);
}
