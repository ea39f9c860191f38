import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { exactly } from './exact-match';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';

/** How a web ACL recognises who may always ask for health. */
export class HealthChecker {
  /** The verifier of this library, by its User-Agent. Anybody can send the same: what is let through is a plain request for a health path. */
  public static verifier(): HealthChecker {
    // What lambda/engine sends.
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
   * @param value its value, 1–200 bytes; it stands in the template, so it is no secret
   */
  public static header(name: string, value: string): HealthChecker {
    checkArguments('HealthChecker.header', { name, value });
    if (!/^[\w-]{1,64}$/.test(name)) {
      fail('The header of a checker has no usable name', JSON.stringify(name), '1 to 64 letters, digits, - and _', 'pass the name alone');
    }
    return new HealthChecker(exactly({ singleHeader: { Name: name.toLowerCase() } }, value, `The value of header '${name}'`));
  }

  private constructor(/** @internal */ public readonly _statement: CfnWebACL.StatementProperty) {}
}
