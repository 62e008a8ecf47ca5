import type * as openid from 'openid-client';
import type { ObtainedToken } from '../../application/ports.ts';

/** Used where the provider does not say how long its token lives: short, so that it is fetched anew rather than used too long. */
const assumedLifeSeconds = 300;
export const answerWithinSeconds = 5;

export const obtainedToken = (answer: openid.TokenEndpointResponse, now: Date): ObtainedToken => ({
  accessToken: answer.access_token,
  expiresAt: new Date(now.getTime() + (answer.expires_in ?? assumedLifeSeconds) * 1_000),
});
