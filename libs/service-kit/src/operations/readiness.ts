import { isErrorLike } from '../problems/error-like.ts';

/** Why this process does not want traffic; undefined when it does. */
export type ReadinessCheck = () => string | undefined | Promise<string | undefined>;

const longestCheckMs = 2_000;

/** Ready means that work makes progress, not that the process lives. Each part says for itself why it is not. */
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  register(name: string, check: ReadinessCheck): void {
    if (this.checks.has(name)) throw new Error(`there is already a readiness check named ${name}`);
    this.checks.set(name, check);
  }

  /** Empty when ready. */
  async reasons(): Promise<{ name: string; reason: string }[]> {
    const answers = await Promise.all([...this.checks].map(async ([name, check]) => ({ name, reason: await answerOf(check) })));
    return answers.flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }]));
  }
}

async function answerOf(check: ReadinessCheck): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`does not answer within ${longestCheckMs} ms`), longestCheckMs);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return isErrorLike(error) ? error.message : 'the check failed';
  } finally {
    clearTimeout(timer);
  }
}
