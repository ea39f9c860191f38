/**
 * Milliseconds for a connection. The SDK looks again before it gives up where this is at least 2,000; with less, a process that did not get
 * the processor for so long, as in a cold start, is told of a timeout although it is connected.
 * https://github.com/smithy-lang/smithy-typescript/blob/main/packages/node-http-handler/src/set-connection-timeout.ts
 */
export const CONNECTION_TIMEOUT_MS = 2_000;

/**
 * Settings of AWS clients that give up early: a late answer is worthless, since the next verification is at most a minute away.
 * Region and endpoint come from the environment.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: 3_000, throwOnRequestTimeout: true },
};
