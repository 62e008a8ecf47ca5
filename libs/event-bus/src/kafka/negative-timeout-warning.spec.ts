import { isFromClient } from './negative-timeout-warning.ts';

const warning = (name: string, file: string): Error =>
  Object.assign(new Error('-5 is a negative number'), {
    name,
    stack: `${name}\n    at setTimeout (node:timers:125:19)\n    at send (${file}:317:37)`,
  });

describe('the warning of a negative timeout', () => {
  it.each([
    ['from the client library', 'TimeoutNegativeWarning', '/app/node_modules/kafkajs/src/network/requestQueue/index.js', true],
    ['from anywhere else', 'TimeoutNegativeWarning', '/app/dist/main.js', false],
    ['that is another one', 'DeprecationWarning', '/app/node_modules/kafkajs/src/index.js', false],
  ])('%s', (_, name, file, expected) => {
    expect(isFromClient(warning(name, file))).toBe(expected);
  });
});
