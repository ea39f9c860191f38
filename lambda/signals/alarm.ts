import { fail } from '../../src/shared/failure';
import { ALARM_SUFFIX, BLIND_SUFFIX } from '../../src/shared/notifier-request';
import { readPlanId, VERIFIER_NAME } from '../../src/shared/registry';
import { cleanText } from '../shared/text';
import { parseJson, UntrustedFields } from '../shared/untrusted-json';

/** An alarm as CloudWatch passes it to a function, read with bounds. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** `ALARM`, `OK` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** When it came into this state, as CloudWatch writes it. */
  readonly timestamp: string;
  /** The same in milliseconds; absent where it cannot be read. */
  readonly at?: number;
  /** Why it is in this state, in CloudWatch's words. */
  readonly reason: string;
  readonly previousState: string;
  /** When it came into the state before. */
  readonly previousAt?: number;
  readonly previousTimestamp: string;
  /** Names of the alarms that triggered it. */
  readonly triggers: readonly string[];
  /** When the first of them went off. */
  readonly triggeredAt?: number;
  /** Name of the plan whose service it is about; absent for an alarm of another kind. */
  readonly plan?: string;
  /** The verifier and its shard that it is about; absent for an alarm of another kind. */
  readonly blind?: BlindShard;
}

/** A shard of a verifier that cannot verify. */
export interface BlindShard {
  readonly verifier: string;
  readonly shard: number;
}

/**
 * Whether a function was called by an alarm.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export function isAlarm(value: unknown): boolean {
  const event = new UntrustedFields(value);
  return event.text('source') === 'aws.cloudwatch' || event.text('alarmArn') !== '';
}

/** Throws on an alarm that has no name or no state: Lambda puts it into the dead-letter queue, where a person can read it. */
export function readAlarm(value: unknown): Alarm {
  const event = new UntrustedFields(value);
  const data = event.object('alarmData');
  const arn = event.text('alarmArn', 600).replaceAll(' ', '');
  const name = data.text('alarmName', 255) || nameIn(arn);
  const state = data.object('state');
  const previous = data.object('previousState');
  if (!name || !state.text('value')) {
    fail({
      what: 'The alarm cannot be read',
      got: 'no name or no state',
      allowed: 'what CloudWatch passes to a function',
      fix: 'read the event in the dead-letter queue',
    });
  }
  const triggers = triggeringAlarms(state);
  return {
    name,
    arn,
    partition: arn.split(':')[1] || 'aws',
    account: event.text('accountId', 12),
    region: event.text('region', 32) || arn.split(':')[3] || '',
    state: state.text('value', 32),
    timestamp: state.text('timestamp', 40),
    at: time(state.text('timestamp', 40)),
    reason: state.text('reason', 400),
    previousState: previous.text('value', 32),
    previousAt: time(previous.text('timestamp', 40)),
    previousTimestamp: previous.text('timestamp', 40),
    triggers: triggers.map((trigger) => nameIn(trigger.text('arn', 600))).filter(Boolean),
    triggeredAt: earliest(triggers.map((trigger) => time(trigger.object('state').text('timestamp', 40)))),
    ...planOf(name),
    ...blindOf(name),
  };
}

/** Alarms that are not on what the verifier reports: on a load balancer, the network, a name, the edge. */
export function furtherCauses({ triggers }: Alarm): string[] {
  return triggers.filter((name) => !planOf(name).plan);
}

export function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((at): at is number => at !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function triggeringAlarms(state: UntrustedFields): UntrustedFields[] {
  // Where CloudWatch's data cannot be read, its reason in words names them as well.
  const reasonData = new UntrustedFields(parseJson(state.raw('reasonData'))?.value);
  const named = reasonData.list('triggeringAlarms').map((trigger) => new UntrustedFields(trigger));
  // The end of another alarm may have been what let this one begin.
  return named.filter((trigger) => trigger.object('state').text('value') !== 'OK');
}

function nameIn(arn: string): string {
  return cleanText(arn.split(':alarm:')[1] ?? '', 255);
}

function planOf(name: string): Pick<Alarm, 'plan'> {
  const suffix = Object.values(ALARM_SUFFIX).find((each) => name.endsWith(each));
  const plan = suffix && name.slice(0, -suffix.length);
  return plan && readPlanId(plan) ? { plan } : {};
}

function blindOf(name: string): Pick<Alarm, 'blind'> {
  const [verifier = '', shard = ''] = name.split(BLIND_SUFFIX);
  return VERIFIER_NAME.test(verifier) && /^\d{1,2}$/.test(shard) ? { blind: { verifier, shard: Number(shard) } } : {};
}

/** CloudWatch writes the zone without a colon, and examples of AWS have blanks within. */
function time(timestamp: string): number | undefined {
  const at = Date.parse(timestamp.replaceAll(' ', '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? undefined : at;
}
