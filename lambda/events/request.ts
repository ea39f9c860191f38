import { readEvent } from './ecs-event';
import type { EcsEvent } from './ecs-event';
import type { NotifierRequest } from '../../src/signals/notifier-request';

/** What the notifier works with. */
export type CheckedRequest = Omit<NotifierRequest, 'event'> & { readonly event: EcsEvent };

/** Throws on what no rule of this library sends: it lands in the dead-letter queue, where it can be looked at. */
export function checkRequest(value: unknown): CheckedRequest {
  const request = (typeof value === 'object' && value !== null ? value : {}) as Partial<NotifierRequest>;
  if (!isTopicArn(request.topicArn)) {
    throw new Error('The request names no topic: got no topicArn that is one, allowed: the ARN of an SNS topic. Let HealthEvents create the rule.');
  }
  return {
    topicArn: request.topicArn,
    format: request.format === 'CHAT' ? 'CHAT' : 'TEXT',
    always: Array.isArray(request.always) ? request.always.map(String) : [],
    quietSeconds: typeof request.quietSeconds === 'number' && request.quietSeconds > 0 ? request.quietSeconds : 0,
    ...typeof request.schedule === 'string' ? { schedule: request.schedule } : {},
    event: readEvent(request.event),
  };
}

/** Whether something is the ARN of an SNS topic. */
export function isTopicArn(value: unknown): value is string {
  return typeof value === 'string' && /^arn:[^:]+:sns:[^:]+:\d+:.+$/.test(value);
}
