import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { fail } from '../contract/errors';
import { WAF } from '../contract/limits';

/** WAF compares byte by byte, so nothing in the text needs to be escaped. */
export function exactly(fieldToMatch: CfnWebACL.FieldToMatchProperty, searchString: string, what: string): CfnWebACL.StatementProperty {
  const bytes = Buffer.byteLength(searchString);
  if (bytes < 1 || bytes > WAF.searchBytes) {
    fail({
      what: `${what} is too short or too long for a web ACL`,
      got: `${bytes} bytes`,
      allowed: `1 to ${WAF.searchBytes} bytes`,
      fix: 'use a shorter one',
    });
  }
  return {
    byteMatchStatement: {
      fieldToMatch,
      positionalConstraint: 'EXACTLY',
      searchString,
      textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  };
}
