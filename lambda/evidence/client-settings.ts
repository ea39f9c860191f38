/**
 * Settings of AWS clients that give up early: a late answer is worthless, since the next look is at most a minute away.
 * Region and endpoint come from the environment.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};
