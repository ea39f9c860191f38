import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import { resourceBelow } from '../aws/service-resource';
import { fail } from '../contract/errors';

/** The statements with which a role may publish to a topic, and use the key that encrypts it. */
export function publishTo(topic: ITopic, scope: IConstruct, sid?: string): PolicyStatement[] {
  if (topic.fifo) {
    fail({
      what: 'People cannot subscribe to a FIFO topic',
      got: topic.node.path,
      allowed: 'a standard topic',
      fix: 'pass a topic without fifo',
      at: scope.node.path,
    });
  }
  return [new PolicyStatement({ sid, actions: ['sns:Publish'], resources: [topic.topicArn] }), ...useKeyOf(topic)];
}

/** What SNS needs of its caller to encrypt a message. */
const USE = ['kms:Decrypt', 'kms:GenerateDataKey'];

function useKeyOf(topic: ITopic): PolicyStatement[] {
  if (topic.masterKey) { return [new PolicyStatement({ actions: USE, resources: [topic.masterKey.keyArn] })]; }
  if (resourceBelow(topic, 'AWS::SNS::Topic')) { return []; }
  // Of an imported topic nobody knows whether a key encrypts it, and which. So any key may be used, by SNS and for this topic alone.
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#sns-what-permissions-for-sse
  const { partition, region, account } = Stack.of(topic).splitArn(topic.topicArn, ArnFormat.NO_RESOURCE_NAME);
  return [new PolicyStatement({
    actions: USE,
    resources: [`arn:${partition}:kms:${region}:${account}:key/*`],
    conditions: { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topic.topicArn } },
  })];
}
