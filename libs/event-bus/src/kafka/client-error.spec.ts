import { KafkaJSConnectionError, KafkaJSNonRetriableError, KafkaJSNumberOfRetriesExceeded } from 'kafkajs';
import { isColdCoordinator, isPassing, isTooLarge } from './client-error.ts';

const caused = (error: Error, cause: Error): Error => Object.assign(error, { cause });
const coordinatorAway = Object.assign(new Error('The group coordinator is not available'), {
  type: 'GROUP_COORDINATOR_NOT_AVAILABLE',
  code: 15,
  retriable: true,
});

describe('errors of the client library', () => {
  it.each([
    ['a refused connection', new KafkaJSConnectionError('ECONNREFUSED'), true],
    ['retries that were not enough', new KafkaJSNumberOfRetriesExceeded(new Error('away'), { retryCount: 5, retryTime: 100 }), true],
    ['a coordinator that is away, wrapped', caused(new KafkaJSNonRetriableError(coordinatorAway), coordinatorAway), true],
    ['a null dereference', new TypeError("Cannot read properties of null (reading 'brokers')"), false],
    ['the same, wrapped', caused(new KafkaJSNonRetriableError('null'), new TypeError('null')), false],
    ['text', 'away', false],
  ])('tell whether %s passes by itself', (_, error, expected) => {
    expect(isPassing(error)).toBe(expected);
  });

  it('tell a coordinator that is not there yet from other errors', () => {
    expect(isColdCoordinator(new Error('outer', { cause: coordinatorAway }))).toBe(true);
    expect(isColdCoordinator(new KafkaJSConnectionError('ECONNREFUSED'))).toBe(false);
  });

  it('tell a message that is too large', () => {
    const tooLarge = Object.assign(new Error('too large'), { type: 'MESSAGE_TOO_LARGE' });
    expect(isTooLarge(new Error('outer', { cause: tooLarge }))).toBe(true);
    expect(isTooLarge(new Error('outer'))).toBe(false);
  });
});
