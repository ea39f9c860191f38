import { randomUUID } from 'node:crypto';
import { ApiError } from './errors';
import type { XmlValue } from './xml';
import type { MessageLog } from '../shared/message-log';

const TOPIC = /^arn:[^:]+:sns:[^:]+:\d{12}:[\w-]{1,256}(\.fifo)?$/;
const LARGEST_MESSAGE = 256 * 1024;

/** The part of the Simple Notification Service that alerts need: what is published is kept as a message. */
export class NotificationsApi {
  public readonly operations: Readonly<Record<string, (request: URLSearchParams) => XmlValue>> = {
    Publish: (request) => this.publish(request),
  };

  /** @param topics ARNs of those that exist */
  constructor(private readonly messages: MessageLog, private readonly topics: readonly string[]) {}

  /** Refuses what SNS refuses, so that a message that arrives here would arrive there. */
  private publish(request: URLSearchParams): XmlValue {
    const topicArn = request.get('TopicArn') ?? '';
    const subject = request.get('Subject');
    const message = request.get('Message') ?? '';
    if (!TOPIC.test(topicArn)) {
      throw new ApiError('InvalidParameter', `Invalid parameter: TopicArn: ${topicArn || 'none'}`);
    }
    if (!this.topics.includes(topicArn)) {
      throw new ApiError('NotFound', `Topic does not exist; the template knows ${this.topics.join(', ') || 'none'}`, 404);
    }
    if (subject !== null && !/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(subject)) {
      throw new ApiError(
        'InvalidParameter',
        `Invalid parameter: Subject: at most 99 printable ASCII characters, got ${JSON.stringify(subject)}`,
      );
    }
    if (message === '' || Buffer.byteLength(message) > LARGEST_MESSAGE) {
      throw new ApiError(
        'InvalidParameter',
        `Invalid parameter: Message: 1 to ${LARGEST_MESSAGE} bytes, got ${Buffer.byteLength(message)}`,
      );
    }
    if (topicArn.endsWith('.fifo') && !request.get('MessageGroupId')) {
      throw new ApiError('InvalidParameter', 'Invalid parameter: The MessageGroupId parameter is required for FIFO topics');
    }
    const { default: text, ...protocols } = request.get('MessageStructure') === 'json' ? byProtocol(message) : { default: message };
    this.messages.add(topicArn, subject ?? '', text, protocols);
    return { MessageId: randomUUID() };
  }
}

function byProtocol(message: string): Record<string, string> & { default: string } {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    // Told below.
  }
  if (typeof (value as { default?: unknown } | undefined)?.default !== 'string') {
    throw new ApiError('InvalidParameter', 'Invalid parameter: Message Structure - No default entry in JSON message body');
  }
  return value as Record<string, string> & { default: string };
}
