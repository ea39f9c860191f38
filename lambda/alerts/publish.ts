import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AlertsPlan } from '../../src/verification/plan';
import { chatNotification, plainText, subject } from '../events/message';
import type { Message } from '../events/message';

const clients = new Map<string, SNSClient>();

/** Tells a topic. Rejects when SNS did not take the message. */
export async function publish(message: Message, { topicArn, format }: AlertsPlan): Promise<void> {
  const text = plainText(message);
  const both = { TopicArn: topicArn, Subject: subject(message) };
  await clientOf(topicArn).send(new PublishCommand(format === 'TEXT' ? { ...both, Message: text } : {
    ...both,
    MessageStructure: 'json',
    // Chat applications subscribe through HTTPS: they get their schema there, and people with an e-mail subscription still get text.
    Message: JSON.stringify({ default: text, https: chatNotification(message) }),
  }));
}

/** A topic may lie in another region than the service. */
function clientOf(topicArn: string): SNSClient {
  const region = topicArn.split(':')[3];
  const client = clients.get(region)
    ?? new SNSClient({ region, requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true } });
  clients.set(region, client);
  return client;
}
