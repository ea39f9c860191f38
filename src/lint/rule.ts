import type { Edit } from './edit';
import type { LintModel } from './model/lint-model';
import type { Resource } from './template';

/**
 * `error`: AWS refuses it, or it can never work. `warning`: it works against the service's health. `info`: worth a review. `note`: no
 * fault, but something that was not read.
 */
export type Severity = 'error' | 'warning' | 'info' | 'note';

/** What a rule found at one resource. */
export interface Problem {
  readonly resource: Resource;
  /** What is wrong here, with the numbers. */
  readonly message: string;
  /** What to change, with the numbers. */
  readonly fix: string;
  /** The same as data, where one change is right whatever the application is; undefined where its author has to decide. */
  readonly edits?: readonly Edit[];
  /** Less than that of the rule where it is less certain here, or does less harm. */
  readonly severity?: Severity;
}

/** One rule: a pure function over the templates. It reports nothing about values that it does not know. */
export interface Rule {
  /** Its file's name in PascalCase. */
  readonly name: string;
  readonly severity: Severity;
  /** What it finds, in one sentence. */
  readonly what: string;
  /** Why that matters. */
  readonly why: string;
  /** The page, or the report, that the rule rests on. */
  readonly source: string;
  /** Pages and reports that state what the first does not. */
  readonly furtherSources?: readonly string[];
  /** What no page states and the rule concludes, or knows from reports alone; undefined where the sources state all of it. */
  readonly unproven?: string;
  /** When the finding is no fault, so that it may be acknowledged; undefined: never. */
  readonly exception?: string;
  check(model: LintModel): readonly Problem[];
}
