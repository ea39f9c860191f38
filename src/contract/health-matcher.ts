import { checkArguments } from './check-arguments';
import { fail } from './errors';
import type { MatcherPlan } from '../shared/plan';

/** What a text in an answer must be like. */
export class HealthMatcher {
  /** Exactly this text. */
  public static exactly(text: string): HealthMatcher {
    checkArguments('HealthMatcher.exactly', { text });
    return new HealthMatcher({ equals: text });
  }

  /** This text somewhere. */
  public static contains(text: string): HealthMatcher {
    checkArguments('HealthMatcher.contains', { text });
    return new HealthMatcher({ contains: text });
  }

  /**
   * A regular expression that matches somewhere. It runs with a deadline, so an expression that backtracks without end fails the check,
   * not the verifier.
   * @param expression JavaScript's syntax, without slashes and flags
   */
  public static matches(expression: string): HealthMatcher {
    checkArguments('HealthMatcher.matches', { expression });
    try {
      new RegExp(expression);
    } catch (error) {
      fail({
        what: 'The expression of a matcher is not valid',
        got: JSON.stringify(expression),
        allowed: "JavaScript's syntax without slashes and flags",
        fix: `correct it (${(error as Error).message})`,
      });
    }
    return new HealthMatcher({ matches: expression });
  }

  private constructor(
    /** @internal */
    public readonly _plan: MatcherPlan,
  ) {}

  /** The opposite of this matcher. */
  public negate(): HealthMatcher {
    return new HealthMatcher({ ...this._plan, not: !this._plan.not });
  }
}
