import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { fail } from '../contract/errors';

/** Lets a policy's role publish to a topic, with its key where it has one. */
export function allowTopic(policy: Policy, topic: ITopic, asker: IConstruct): void {
  if (topic.fifo) {
    fail('People cannot subscribe to a FIFO topic', topic.node.path, 'a standard topic', 'pass a topic without fifo', asker.node.path);
  }
  policy.addStatements(new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }));
  if (topic.masterKey) {
    policy.addStatements(new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [topic.masterKey.keyArn] }));
  }
}
