import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Message } from './message';
import { renderMessage } from './render-message';
import type { AlertsPlan } from '../../src/shared/plan';
import { CONNECTION_TIMEOUT_MS } from '../shared/client-settings';

const clients = new Map<string, SNSClient>();

/** Publishes a message to a topic. Rejects when SNS does not accept it. */
export async function publish(message: Message, { topicArn, format }: AlertsPlan): Promise<void> {
  const { subject, message: text } = renderMessage(message, format);
  await clientOf(topicArn).send(new PublishCommand({
    TopicArn: topicArn,
    Subject: subject,
    Message: text,
    ...format === 'CHAT' ? { MessageStructure: 'json' } : {},
  }));
}

/** A topic may lie in another region than the service. */
function clientOf(topicArn: string): SNSClient {
  const region = topicArn.split(':')[3];
  const client = clients.get(region)
    ?? new SNSClient({
      region, requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: 5_000, throwOnRequestTimeout: true },
    });
  clients.set(region, client);
  return client;
}
