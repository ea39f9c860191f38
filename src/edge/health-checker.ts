import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { exactly } from './exact-match';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

/** How a web ACL recognises checkers whose requests it always allows on a health path. */
export class HealthChecker {
  /**
   * The verifier of this library, by its User-Agent. Anyone can send the same header, so what it allows is any request for a health path.
   */
  public static verifier(): HealthChecker {
    // The header that lambda/engine sends.
    return HealthChecker.header('user-agent', 'cdk-ecs-layered-health');
  }

  /**
   * Checkers that come from known addresses, such as Route 53's or those of a monitoring service.
   * @param ipSetArn ARN of an IP set of the same scope as the web ACL, e.g. `ipSet.attrArn` of a CfnIPSet
   */
  public static addresses(ipSetArn: string): HealthChecker {
    checkArguments('HealthChecker.addresses', { ipSetArn });
    return new HealthChecker({ ipSetReferenceStatement: { arn: ipSetArn } });
  }

  /**
   * Checkers that send a header of exactly this value.
   * @param name name of the header: letters, digits, `-` and `_`
   * @param value its value, 1–200 bytes; it is in the template, so it must not be a secret
   */
  public static header(name: string, value: string): HealthChecker {
    checkArguments('HealthChecker.header', { name, value });
    if (!/^[\w-]{1,64}$/.test(name)) {
      fail({
        what: 'The name of a checker\'s header is not valid',
        got: JSON.stringify(name),
        allowed: '1 to 64 letters, digits, - and _',
        fix: 'pass the name alone',
      });
    }
    return new HealthChecker(exactly({ singleHeader: { Name: name.toLowerCase() } }, value, `The value of header '${name}'`));
  }

  private constructor(/** @internal */ public readonly _statement: CfnWebACL.StatementProperty) {}
}
