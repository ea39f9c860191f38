import { Stack, Stage, Token } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { fail } from '../contract/errors';

/** The one region that has the metrics of a global service; an alarm can only be where its metric is, and only tell a topic there. */
export interface MetricsHome {
  /** The region. */
  readonly region: string;
  /** What the alarms are on, as errors and the description of their stack say it. */
  readonly alarms: string;
  /** What the name of their stack ends with. */
  readonly suffix: string;
}

/** Whether the alarm lies in another region than what it watches. */
export function isElsewhere(asker: Construct, { region }: MetricsHome): boolean {
  return Stack.of(asker).region !== region;
}

/**
 * Where the alarm can be: the asker's stack if it is in the metrics' region, else a stack there that all such alarms of the asker's stack share.
 *
 * What identifies the metric reaches it by the CDK's cross-region references.
 */
export function alarmScope(asker: Construct, home: MetricsHome, topic?: ITopic): Construct {
  const { region: there, alarms, suffix } = home;
  checkTopic(asker, alarms, there, topic);
  if (!isElsewhere(asker, home)) { return asker; }
  const stack = outermost(Stack.of(asker));
  const { account, region } = stack;
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    fail(`${alarms} exist only in ${there}`, `a stack without ${Token.isUnresolved(region) ? 'region' : 'account'}`, `a stack in ${there}, or one whose account and region are known`,
      'pass env: { account, region } to the stack, or leave the alarm out', asker.node.path);
  }
  if (/^(cn|us-gov|us-iso\w*|eu-isoe|eusc)-/.test(region)) {
    fail(`${alarms} exist only in ${there}`, `a stack in ${region}, from where ${there} cannot be reached`, 'a region of the aws partition', 'leave the alarm out', asker.node.path);
  }
  const id = `${stack.stackName}-${region}-${suffix}`;
  const stage = Stage.of(asker)!;
  return stage.node.tryFindChild(id) as Stack | undefined ?? new Stack(stage, id, {
    stackName: id,
    env: { account, region: there },
    crossRegionReferences: true,
    description: `${alarms} of ${stack.stackName} (${region}); their metrics exist only here`,
  });
}

/** An alarm that told a topic of another region would fail at deployment. */
export function checkTopic(asker: Construct, alarms: string, region: string, topic?: ITopic): void {
  if (topic && !Token.isUnresolved(region) && !Token.isUnresolved(topic.env.region) && topic.env.region !== region) {
    fail(`${alarms} can only tell a topic in ${region}`, `${topic.node.path} in ${topic.env.region}`, `a topic in ${region}`,
      `create a topic in a stack in ${region} of this app and pass it`, asker.node.path);
  }
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}
