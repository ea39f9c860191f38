/** A mutant that no test can tell from the original, so that none has to. */
export interface Equivalent {
  readonly file: string;
  /** The changed lines, without the space around them. */
  readonly was: string;
  readonly becomes: string;
  readonly why: string;
}

export const EQUIVALENT: readonly Equivalent[] = [
  {
    file: 'lambda/shared/client-settings.ts',
    was: 'requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: 3_000, throwOnRequestTimeout: true },',
    becomes: 'requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: 2999, throwOnRequestTimeout: true },',
    why: 'a millisecond of three seconds cannot be measured',
  },
  {
    file: 'src/verification/functions.ts',
    was: "const NODEJS_24 = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true });",
    becomes: "const NODEJS_24 = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: false });",
    why: 'no function has inline code',
  },
  {
    file: 'lambda/notifier.handler.ts',
    was: 'const PUBLISH_MS = 15_000;',
    becomes: 'const PUBLISH_MS = 14999;',
    why: 'a millisecond of fifteen seconds cannot be measured',
  },
];
