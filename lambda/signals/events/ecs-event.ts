import { cleanText } from '../../shared/text';
import { UntrustedFields } from '../../shared/untrusted-json';

/** An event, read with bounds: whatever a field holds, it becomes short, printable text or nothing. */
export interface EcsEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly account: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: UntrustedFields;
}

export function readEvent(value: unknown): EcsEvent {
  const event = new UntrustedFields(value);
  return {
    id: event.text('id', 64),
    type: event.text('detail-type', 64),
    time: event.text('time', 32),
    account: event.text('account', 12),
    region: event.text('region', 32),
    resources: event.list('resources').filter((arn) => typeof arn === 'string').map((arn) => cleanText(arn, 600)),
    detail: event.object('detail'),
  };
}
