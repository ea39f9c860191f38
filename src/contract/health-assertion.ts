import { checkArguments } from './check-arguments';
import { checkHeaderName } from './endpoint-checks';
import { fail } from './errors';
import type { HealthMatcher } from './health-matcher';
import { JSON_PATH } from '../shared/custom-format';
import type { AssertionPlan } from '../shared/plan';

/**
 * What an HTTP(S) answer must have besides its status. Only the verifier checks it; load balancers and container checks read the status.
 */
export class HealthAssertion {
  /**
   * A header of the answer. A missing header is an empty text.
   * @param name name of the header, in any case
   * @param matcher what its value must be like
   */
  public static header(name: string, matcher: HealthMatcher): HealthAssertion {
    checkArguments('HealthAssertion.header', { name, matcher });
    return new HealthAssertion({ on: 'header', name: checkHeaderName(name), ...matcher._plan });
  }

  /**
   * The body as text, of which the first 64 KiB are read.
   * @param matcher what it must be like
   */
  public static body(matcher: HealthMatcher): HealthAssertion {
    checkArguments('HealthAssertion.body', { matcher });
    return new HealthAssertion({ on: 'body', ...matcher._plan });
  }

  /**
   * A value in a JSON body, as text.
   * @param path from the root: `$.queue.depth`, `$.nodes[0]['my name']`
   * @param matcher what the value must be like
   */
  public static json(path: string, matcher: HealthMatcher): HealthAssertion {
    checkArguments('HealthAssertion.json', { path, matcher });
    if (!JSON_PATH.test(path)) {
      fail({
        what: 'The path of a JSON assertion is not valid',
        got: JSON.stringify(path),
        allowed: "steps from the root such as $.queue.depth, $.nodes[0] or $['my name']",
        fix: 'start with $',
      });
    }
    return new HealthAssertion({ on: 'json', path, ...matcher._plan });
  }

  private constructor(
    /** @internal */
    public readonly _assertion: AssertionPlan,
  ) {}
}
