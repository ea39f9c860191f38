import { readEvent, type EcsEvent } from './events/ecs-event';
import { fail } from '../../src/shared/failure';
import type { NotifierRequest } from '../../src/shared/notifier-request';

/** What the notifier works with. */
export type CheckedRequest = Omit<NotifierRequest, 'event'> & { readonly event: EcsEvent };

/** Throws on what no rule of this library sends: Lambda puts it into the dead-letter queue, where a person can read it. */
export function checkRequest(value: unknown): CheckedRequest {
  const request = (typeof value === 'object' && value !== null ? value : {}) as Partial<NotifierRequest>;
  if (!isTopicArn(request.topicArn)) {
    fail({
      what: 'The request names no topic',
      got: 'no topicArn, or one that is not an ARN of SNS',
      allowed: 'the ARN of an SNS topic',
      fix: 'let HealthEvents create the rule',
    });
  }
  return {
    topicArn: request.topicArn,
    format: request.format === 'CHAT' ? 'CHAT' : 'TEXT',
    always: Array.isArray(request.always) ? request.always.map(String) : [],
    quietSeconds: typeof request.quietSeconds === 'number' && request.quietSeconds > 0 ? request.quietSeconds : 0,
    ...typeof request.plan === 'string' ? { plan: request.plan } : {},
    event: readEvent(request.event),
  };
}

/** Whether something is the ARN of an SNS topic. */
export function isTopicArn(value: unknown): value is string {
  return typeof value === 'string' && /^arn:[^:]+:sns:[^:]+:\d+:.+$/.test(value);
}
