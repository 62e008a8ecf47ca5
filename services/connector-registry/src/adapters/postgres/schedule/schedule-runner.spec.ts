import { jest } from '@jest/globals';
import { ScheduleRunner } from './schedule-runner.ts';

describe('ScheduleRunner', () => {
  let due: number;
  let looks: number;
  let errors: unknown[];
  let takeDueStep: () => Promise<boolean>;
  let runner: ScheduleRunner;

  beforeEach(() => {
    jest.useFakeTimers();
    [due, looks, errors] = [0, 0, []];
    takeDueStep = async () => {
      looks += 1;
      due -= 1;
      return due >= 0;
    };
    runner = new ScheduleRunner({ fire: { takeDueStep: () => takeDueStep() }, onError: (error) => errors.push(error) });
    runner.onApplicationBootstrap();
  });
  afterEach(async () => {
    await runner.beforeApplicationShutdown();
    jest.useRealTimers();
  });

  it('looks four times a second, so that a step is made within a second of its time', async () => {
    await jest.advanceTimersByTimeAsync(0);
    expect(looks).toBe(1);
    for (const expected of [2, 3, 4, 5]) {
      await jest.advanceTimersByTimeAsync(250);
      expect(looks).toBe(expected);
    }
  });

  it('takes all that is due at once', async () => {
    await jest.advanceTimersByTimeAsync(0);
    [due, looks] = [3, 0];
    await jest.advanceTimersByTimeAsync(250);
    expect(looks).toBe(4);
  });

  it('tells of a step that failed, and looks again', async () => {
    await jest.advanceTimersByTimeAsync(0);
    const taking = takeDueStep;
    takeDueStep = () => Promise.reject(new Error('authz is away'));
    await jest.advanceTimersByTimeAsync(250);
    expect(errors).toEqual([new Error('authz is away')]);
    takeDueStep = taking;
    looks = 0;
    await jest.advanceTimersByTimeAsync(250);
    expect(looks).toBe(1);
  });

  it('looks no more when the process stops', async () => {
    await jest.advanceTimersByTimeAsync(0);
    await runner.beforeApplicationShutdown();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(looks).toBe(1);
  });
});
