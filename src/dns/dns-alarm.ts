import { Stack, Stage, Token } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { fail } from '../contract/errors';

/** The only region with metrics of health checks: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-cloudwatch.html */
export const METRICS_REGION = 'us-east-1';

/** Whether the alarm lies in another region than what it watches. */
export function isElsewhere(asker: Construct): boolean {
  return Stack.of(asker).region !== METRICS_REGION;
}

/**
 * Where the alarm on a health check can be: the asker's stack in us-east-1, else a stack there that all alarms of the asker's stack share.
 *
 * The health check's id reaches it by the CDK's cross-region references.
 */
export function alarmScope(asker: Construct, topic?: ITopic): Construct {
  if (topic && !Token.isUnresolved(topic.env.region) && topic.env.region !== METRICS_REGION) {
    fail('The alarm of a health check can only tell a topic in us-east-1', `${topic.node.path} in ${topic.env.region}`, 'a topic in us-east-1', 'create a topic in a stack in us-east-1 of this app and pass it', asker.node.path);
  }
  if (!isElsewhere(asker)) { return asker; }
  const stack = outermost(Stack.of(asker));
  const { account, region } = stack;
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    fail('Alarms on health checks exist only in us-east-1', `a stack without ${Token.isUnresolved(region) ? 'region' : 'account'}`, 'a stack in us-east-1, or one whose account and region are known',
      'pass env: { account, region } to the stack, or leave alarm out', asker.node.path);
  }
  if (/^(cn|us-gov|us-iso\w*|eu-isoe|eusc)-/.test(region)) {
    fail('Alarms on health checks exist only in us-east-1', `a stack in ${region}, from where us-east-1 cannot be reached`, 'a region of the aws partition', 'leave alarm out', asker.node.path);
  }
  const id = `${stack.stackName}-${region}-dns`;
  const home = Stage.of(asker)!;
  return home.node.tryFindChild(id) as Stack | undefined ?? new Stack(home, id, {
    stackName: id,
    env: { account, region: METRICS_REGION },
    crossRegionReferences: true,
    description: `Alarms on the Route 53 health checks of ${stack.stackName} (${region}); their metrics exist only here`,
  });
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}
