import { DomainError } from '@patchbay/errors';
import { type ErrorLike, isErrorLike } from '../problems/error-like.ts';

const redacted = '[redacted]';
const secretKey = /authorization|cookie|secret|token|passw|credential|api-?key|private-?key/i;
/** Secrets that stand in the middle of a text. */
const secretTexts: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic|DPoP)\s+[\w\-.~+/]+=*/gi, `$1 ${redacted}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, redacted],
  [/(\/\/[^\s/:@]*):[^\s/@]+@/g, `$1:${redacted}@`],
];
const deepest = 8;

export const redactedText = (text: string): string =>
  secretTexts.reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), text);

/** A copy fit for a log: no member that is named like a secret, no secret in a text, errors as data with their causes. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[too deep]';
  if (value instanceof Date) return value.toISOString();
  if (isErrorLike(value)) return redactedError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return redactedMembers(value, depth);
}

function redactedMembers(value: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, secretKey.test(key) ? redacted : redact(member, depth + 1)]),
  );
}

function redactedError(error: ErrorLike, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const code = typeof error.code === 'string' || typeof error.code === 'number' ? error.code : undefined;
  return {
    type: name,
    message: redactedText(message),
    ...(code !== undefined && { code }),
    ...(error instanceof DomainError && { kind: error.kind, details: redact(error.details, depth + 1) }),
    ...(stack && { stack: redactedText(stack) }),
    ...(cause !== undefined && { cause: redact(cause, depth + 1) }),
  };
}
