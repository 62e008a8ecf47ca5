export type ErrorLike = Error & { code?: unknown; statusCode?: unknown };

/** Not `instanceof Error`: an error of another realm (a worker's, a test runner's) and a DOMException are errors too. */
export function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null && 'message' in value && 'name' in value && typeof value.message === 'string';
}
