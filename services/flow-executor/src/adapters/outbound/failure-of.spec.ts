import { AddressRefused, NameNotResolved } from '@patchbay/egress';
import { BreakerOpen, BulkheadFull } from '@patchbay/resilience';
import { errors } from 'undici';
import { failureOf } from './failure-of.ts';
import { RequestFailure } from './request-failure.ts';

const coded = (code: string) => Object.assign(new Error(code), { code });

describe('failureOf', () => {
  it.each([
    [coded('ENOTFOUND'), 'DNS'],
    [coded('EAI_AGAIN'), 'DNS'],
    [coded('ECONNREFUSED'), 'CONNECT'],
    [coded('ECONNRESET'), 'CONNECT'],
    [new errors.ConnectTimeoutError(), 'CONNECT'],
    [new errors.SocketError('other side closed'), 'CONNECT'],
    [coded('CERT_HAS_EXPIRED'), 'TLS'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'TLS'],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'TLS'],
    [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'TLS'],
    [coded('ERR_SSL_WRONG_VERSION_NUMBER'), 'TLS'],
    [new errors.HeadersOverflowError(), 'RESPONSE_TOO_LARGE'],
    [coded('ERR_BUFFER_TOO_LARGE'), 'RESPONSE_TOO_LARGE'],
    [new errors.HTTPParserError('Expected HTTP/'), 'PARSE'],
    [coded('Z_DATA_ERROR'), 'PARSE'],
    [new AddressRefused('localhost', 80), 'ACCESS_DENIED'],
    [new NameNotResolved('name.example'), 'DNS'],
    [new BreakerOpen(), 'BREAKER_OPEN'],
    [new BulkheadFull(1), 'RATE_LIMITED'],
    [new RequestFailure('TOKEN_UNAVAILABLE'), 'TOKEN_UNAVAILABLE'],
  ])('tells the flow of %s as %s', (error, code) => {
    expect(failureOf(error)).toBe(code);
  });

  it.each([[new TypeError('undefined is not a function')], [coded('ERR_ASSERTION')], ['text'], [undefined]])(
    'does not hide a bug: %s',
    (error) => {
      expect(failureOf(error)).toBeUndefined();
    },
  );
});
