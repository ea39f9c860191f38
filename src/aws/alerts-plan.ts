import type { AlertOptions } from './alert-options';
import { AlertFormat } from '../shared/alert-format';
import type { AlertsPlan } from '../shared/plan';

/** What a function is handed to send an alert. */
export function alertsPlan({ topic, format = AlertFormat.TEXT }: AlertOptions): AlertsPlan {
  return { topicArn: topic.topicArn, format };
}
