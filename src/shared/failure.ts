/** What an error says; everything but `at` is part of one sentence and has no full stop. */
export interface Failure {
  /** What is wrong. */
  readonly what: string;
  readonly got: string;
  readonly allowed: string;
  /** What to do about it, as an imperative. */
  readonly fix: string;
  /** Path of the construct. */
  readonly at?: string;
}

/** Throws. A plain Error, because the CDK's own ValidationError is internal to it. */
export function fail(failure: Failure): never {
  throw new Error(failureText(failure));
}

/** The one form of this library's errors, at synthesis as at run time, and of what its validations find. */
export function failureText({ what, got, allowed, fix, at }: Failure): string {
  return `${at ? `[${at}] ` : ''}${what}: got ${got}, allowed: ${allowed}. ${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`;
}
