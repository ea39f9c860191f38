import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { fail } from '../contract/errors';

/** What lets a role publish to a topic, with its key where it has one. */
export function publishTo(topic: ITopic, asker: IConstruct, sid?: string): PolicyStatement[] {
  if (topic.fifo) {
    fail('People cannot subscribe to a FIFO topic', topic.node.path, 'a standard topic', 'pass a topic without fifo', asker.node.path);
  }
  return [
    new PolicyStatement({ sid, actions: ['sns:Publish'], resources: [topic.topicArn] }),
    ...topic.masterKey ? [new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [topic.masterKey.keyArn] })] : [],
  ];
}
