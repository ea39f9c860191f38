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
    file: 'lambda/evidence/client-settings.ts',
    was: 'requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },',
    becomes: 'requestHandler: { connectionTimeout: 999, requestTimeout: 3_000, throwOnRequestTimeout: true },',
    why: 'a millisecond of a second cannot be measured',
  },
  {
    file: 'src/verification/functions.ts',
    was: "const NODEJS_24 = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: true });",
    becomes: "const NODEJS_24 = new Runtime('nodejs24.x', RuntimeFamily.NODEJS, { supportsInlineCode: false });",
    why: 'no function has inline code',
  },
];
