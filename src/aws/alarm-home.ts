import { Stack, Stage, Token } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ensureChild } from './ensure-child';
import { fail } from '../contract/errors';

/** The one region that has the metrics of a global service. An alarm must be in the region of its metric, and so must its topic. */
export interface MetricsHome {
  /** The region. */
  readonly region: string;
  /** What the alarms are on, as errors and the description of their stack name it. */
  readonly alarms: string;
  /** Suffix of their stack's name. */
  readonly suffix: string;
}

/** Whether the alarm lies in another region than what it watches. */
export function isElsewhere(scope: Construct, { region }: MetricsHome): boolean {
  return Stack.of(scope).region !== region;
}

/**
 * The scope of the alarm: the given one if its stack is in the metrics' region, else a stack there, which all such alarms of that stack
 * share.
 *
 * What identifies the metric reaches it by the CDK's cross-region references.
 */
export function alarmScope(scope: Construct, home: MetricsHome, topic?: ITopic): Construct {
  const { region: there, alarms, suffix } = home;
  checkTopic(scope, alarms, there, topic);
  if (!isElsewhere(scope, home)) { return scope; }
  const stack = outermost(Stack.of(scope));
  const { account, region } = stack;
  if (Token.isUnresolved(account) || Token.isUnresolved(region)) {
    fail({
      what: `${alarms} exist only in ${there}`,
      got: `a stack without ${Token.isUnresolved(region) ? 'region' : 'account'}`,
      allowed: `a stack in ${there}, or one whose account and region are known`,
      fix: 'pass env: { account, region } to the stack, or leave the alarm out',
      at: scope.node.path,
    });
  }
  if (/^(cn|us-gov|us-iso\w*|eu-isoe|eusc)-/.test(region)) {
    fail({
      what: `${alarms} exist only in ${there}`,
      got: `a stack in ${region}, from where ${there} cannot be reached`,
      allowed: 'a region of the aws partition',
      fix: 'leave the alarm out',
      at: scope.node.path,
    });
  }
  const id = `${stack.stackName}-${region}-${suffix}`;
  const stage = Stage.of(scope)!;
  return ensureChild(stage, id, () => new Stack(stage, id, {
    stackName: id,
    env: { account, region: there },
    crossRegionReferences: true,
    description: `${alarms} of ${stack.stackName} (${region}); their metrics exist only here`,
  }));
}

/** An alarm with a topic of another region would fail at deployment. */
export function checkTopic(scope: Construct, alarms: string, region: string, topic?: ITopic): void {
  if (topic && !Token.isUnresolved(region) && !Token.isUnresolved(topic.env.region) && topic.env.region !== region) {
    fail({
      what: `${alarms} can only notify a topic in ${region}`,
      got: `${topic.node.path} in ${topic.env.region}`,
      allowed: `a topic in ${region}`,
      fix: `create a topic in a stack in ${region} of this app and pass it`,
      at: scope.node.path,
    });
  }
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}
