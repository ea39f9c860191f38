import type { LintModel } from './model/lint-model';
import type { Resource } from './template';

/** `error`: AWS refuses it, or it can never work. `warning`: it works against the service's health. `info`: worth a second look. */
export type Severity = 'error' | 'warning' | 'info';

/** What a rule found at one resource. */
export interface Problem {
  readonly resource: Resource;
  /** What is wrong here, with the numbers. */
  readonly message: string;
  /** What to change, with the numbers. */
  readonly fix: string;
}

/** One rule: a pure function over what the templates say. It says nothing of what it does not know. */
export interface Rule {
  /** Its file's name in PascalCase. */
  readonly name: string;
  readonly severity: Severity;
  /** What it looks for, in one sentence. */
  readonly what: string;
  /** Why that matters. */
  readonly why: string;
  /** The page that says so. */
  readonly source: string;
  check(model: LintModel): readonly Problem[];
}
