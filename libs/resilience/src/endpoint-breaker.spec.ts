import { EventEmitter } from 'node:events';
import { withDefaults } from './breaker-settings.ts';
import { bucketsPerWindow, EndpointBreaker } from './endpoint-breaker.ts';

describe('the window of a breaker', () => {
  const rotation = new EventEmitter();
  const settings = withDefaults<boolean>({
    judge: { answered: (isWell) => (isWell ? 'success' : 'failure'), failed: () => 'failure' },
    minimumCalls: 2,
  });

  it('forgets what happened before it', async () => {
    const breaker = new EndpointBreaker('crm', settings, rotation);
    await breaker.run(async () => false);
    for (let bucket = 0; bucket < bucketsPerWindow; bucket += 1) rotation.emit('rotate');
    await breaker.run(async () => false);
    await new Promise((resolve) => setImmediate(resolve));
    expect(breaker.state).toBe('closed');
    breaker.shutdown();
  });

  it('is no longer turned after the shutdown', () => {
    const breaker = new EndpointBreaker('crm', settings, rotation);
    breaker.shutdown();
    expect(rotation.listenerCount('rotate')).toBe(0);
  });
});
