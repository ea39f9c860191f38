import type { Part } from '../template';

/** Templates by what they show. */
export type Cases = Readonly<Record<string, Part>>;

/** What a rule is held to: templates of which it says nothing, and templates in which it finds what it is for. */
export interface RuleCases {
  readonly compliant: Cases;
  /** The rule finds something in each; the message of the first says `says`. */
  readonly nonCompliant: Cases;
  /** What the finding of every non-compliant template says: the numbers and the fix. */
  readonly says?: RegExp;
}

export type FamilyCases = Readonly<Record<string, RuleCases>>;
