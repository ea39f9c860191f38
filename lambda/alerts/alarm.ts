import { INCIDENT_SUFFIX, VERIFIER_ALARM } from '../../src/signals/notifier-request';
import { cleanText } from '../engine/text';
import { Fields } from '../events/ecs-event';

/** An alarm as CloudWatch hands it to a function, read with bounds. */
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
  /** CloudWatch's words for the state. */
  readonly reason: string;
  readonly previousState: string;
  /** When it came into the state before. */
  readonly previousAt?: number;
  readonly previousTimestamp: string;
  /** Names of the alarms that triggered it. */
  readonly triggers: readonly string[];
  /** When the first of them went off. */
  readonly triggeredAt?: number;
  /** Name of the schedule whose service it is about; absent for an alarm of another kind. */
  readonly schedule?: string;
}

/** Whether a function was called by an alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
export function isAlarm(value: unknown): boolean {
  const event = new Fields(value);
  return event.text('source') === 'aws.cloudwatch' || event.text('alarmArn') !== '';
}

/** Throws on an alarm that has no name or no state: it lands in the dead-letter queue, where it can be looked at. */
export function readAlarm(value: unknown): Alarm {
  const event = new Fields(value);
  const data = event.object('alarmData');
  const arn = event.text('alarmArn', 600).replaceAll(' ', '');
  const name = data.text('alarmName', 255) || nameIn(arn);
  const state = data.object('state');
  const previous = data.object('previousState');
  if (!name || !state.text('value')) {
    throw new Error('The alarm cannot be read: got no name or no state, allowed: what CloudWatch hands to a function. Look at the event in the dead-letter queue.');
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
    schedule: scheduleOf(name),
  };
}

/** Alarms that are not on what the verifier reports: on a load balancer, the network, a name, the edge. */
export function furtherCauses({ triggers }: Alarm): string[] {
  const own = Object.values(VERIFIER_ALARM);
  return triggers.filter((name) => !own.some((id) => name.includes(id)));
}

/** Whether nothing went off but the alarm that also does so when the verifier is silent. */
export function mayBeSilence({ triggers }: Alarm): boolean {
  return triggers.length > 0 && triggers.every((name) => name.includes(VERIFIER_ALARM.needsPeople));
}

export function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((at): at is number => at !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function triggeringAlarms(state: Fields): Fields[] {
  try {
    const reasonData = JSON.parse(state.raw('reasonData')) as unknown;
    const named = new Fields(reasonData).list('triggeringAlarms').map((trigger) => new Fields(trigger));
    // The end of another alarm may have been what let this one begin.
    return named.filter((trigger) => trigger.object('state').text('value') !== 'OK');
  } catch {
    return []; // the reason in words names them as well
  }
}

function nameIn(arn: string): string {
  return cleanText(arn.split(':alarm:')[1] ?? '', 255);
}

function scheduleOf(name: string): string | undefined {
  const schedule = name.endsWith(INCIDENT_SUFFIX) ? name.slice(0, -INCIDENT_SUFFIX.length) : '';
  return /^[\w.-]{1,64}$/.test(schedule) ? schedule : undefined;
}

/** CloudWatch writes the zone without a colon, and examples of AWS have blanks within. */
function time(timestamp: string): number | undefined {
  const at = Date.parse(timestamp.replaceAll(' ', '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(at) ? undefined : at;
}
