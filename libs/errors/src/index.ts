export { assertNever } from './assert-never.ts';
export { DomainError, type ErrorKind, errorKinds } from './domain-error.ts';
