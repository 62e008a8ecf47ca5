import { z } from 'zod';
import { ConfigInvalid, kafkaVariables, parseConfig, postgresVariables, serviceVariables } from '../index.ts';

const Config = z.object({ ...serviceVariables, ...postgresVariables, ...kafkaVariables });
const env = {
  PORT: '8081',
  OIDC_ISSUER: 'http://127.0.0.1:8085/oidc',
  OIDC_CLIENT_SECRET: 'a-secret',
  AUTHZ_URL: 'http://127.0.0.1:8082',
  POSTGRES_URL: 'postgres://user:hunter2@127.0.0.1:5432/registry',
  KAFKA_BROKERS: 'a:9092, b:9092',
};

function problemsOf(over: NodeJS.ProcessEnv): readonly string[] {
  try {
    parseConfig(Config, { ...env, ...over });
    return [];
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.details.problems;
    throw error;
  }
}

describe('parseConfig', () => {
  it('reads numbers, lists and defaults, and nothing that it was not told of', () => {
    const config = parseConfig(Config, { ...env, HOME: '/root' });
    expect(config).toEqual({
      ...env,
      PORT: 8081,
      KAFKA_BROKERS: ['a:9092', 'b:9092'],
      KAFKA_TOPIC_PREFIX: '',
      POSTGRES_POOL_SIZE: 10,
      LOG_LEVEL: 'info',
      TOKEN_AUDIENCE: 'urn:patchbay',
      INSTANCE_ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('gives every process another instance id', () => {
    expect(parseConfig(Config, env).INSTANCE_ID).not.toBe(parseConfig(Config, env).INSTANCE_ID);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(parseConfig(Config, { ...env, LOG_LEVEL: '' }).LOG_LEVEL).toBe('info');
    expect(problemsOf({ OIDC_CLIENT_SECRET: '' })).toEqual([expect.stringMatching(/^OIDC_CLIENT_SECRET is not set; set it to the secret/)]);
  });

  it('lists every wrong variable with what is wrong and what to set', () => {
    const problems = problemsOf({ PORT: 'eighty', LOG_LEVEL: 'loud', OIDC_ISSUER: undefined, KAFKA_BROKERS: 'kafka' });
    expect(problems).toEqual([
      expect.stringMatching(/^PORT \("eighty"\) is not valid: .*number.*; set it to the port to listen on/),
      expect.stringMatching(/^LOG_LEVEL \("loud"\) is not valid: .*; set it to fatal, error/),
      expect.stringMatching(/^OIDC_ISSUER is not set; set it to the URL of the OpenID provider/),
      expect.stringMatching(/^KAFKA_BROKERS \("kafka"\) is not valid: every broker is host:port; set it to/),
    ]);
  });

  it('never shows a value that may be a secret', () => {
    const problems = problemsOf({ POSTGRES_URL: 'mysql://user:hunter2@host/db', OIDC_ISSUER: 'ftp://user:hunter2@host/' });
    expect(problems).toHaveLength(2);
    expect(problems.join('\n')).not.toContain('hunter2');
    expect(problems[0]).toMatch(/^OIDC_ISSUER \("ftp:\/\/user:\[redacted\]@host\/"\) is not valid/);
    expect(problems[1]).toMatch(/^POSTGRES_URL is not valid/);
  });
});
