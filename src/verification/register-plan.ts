import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { failureText } from '../contract/errors';
import { PARAMETER_SIZE, planParameter } from '../shared/registry';

/** What a name or an ARN that only the deployment knows becomes at most, in characters; most are shorter. */
const LONGEST_TOKEN = 150;

/**
 * Writes a plan into the parameter from which the verifier, and all that call it, read it. Parameter Store takes 4 KB for nothing and 8 KB
 * for $0.05 a month; where a plan may need more than the former, Parameter Store decides by its length.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
 */
export function registerPlan(scope: Construct, verifier: string, name: string, plan: object): void {
  const stack = Stack.of(scope);
  const value = stack.toJsonString(plan);
  const text = () => textOf(stack.resolve(value));
  // What is added later belongs to the plan too, so its length is known when the template is written, right after it is validated.
  let validated: string | undefined;
  new CfnParameter(scope, 'Plan', {
    type: 'String',
    name: planParameter(verifier, name),
    description: 'How one ECS service is verified (cdk-ecs-layered-health)',
    // A tier holds no reference, so none is looked for in it: rendering a plan takes milliseconds.
    tier: Lazy.uncachedString({
      produce: ({ preparing }) => !preparing && (validated ?? text()).length > PARAMETER_SIZE.standard ? 'Intelligent-Tiering' : undefined,
    }),
    value,
  });
  scope.node.addValidation({ validate: () => problemsOf(validated = text()) });
}

function problemsOf(text: string): string[] {
  return [
    ...text.includes('{{') ? [failureText({
      what: 'Parameter Store takes no two opening braces in a row',
      got: 'a contract with {{ in a path, header, body or matcher',
      allowed: 'anything else',
      fix: 'leave the braces out of the contract',
    })] : [],
    ...text.length > PARAMETER_SIZE.advanced ? [failureText({
      what: 'The plan of the service is too long for a parameter',
      got: `up to ${text.length} characters`,
      allowed: `at most ${PARAMETER_SIZE.advanced}`,
      fix: 'leave dependencies, assertions or headers out of the contract',
    })] : [],
  ];
}

/** A rendered text, with the longest that is usual in place of what only the deployment knows. */
function textOf(rendered: unknown): string {
  if (typeof rendered === 'string') { return rendered; }
  const parts = (rendered as { readonly 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join']?.[1] ?? [];
  return parts.map((part) => typeof part === 'string' ? part : 'x'.repeat(LONGEST_TOKEN)).join('');
}
