import type { Transition } from './alarm-board';
import { alarmEvent, alarmNotification } from './alarm-event';
import type { EventLog } from '../events';
import type { LambdaFunction } from '../functions/lambda-function';
import type { MessageLog } from '../messages';
import { functionName, type Place } from '../template/identifiers';

/** Who can be called. */
export interface AlarmTargets {
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly messages: MessageLog;
  readonly events: EventLog;
  readonly place: Place;
  /** Hears of functions that failed. */
  tellFailure(why: string): void;
}

/** Calls everyone whom a transition calls, without waiting for them, as CloudWatch does. */
export function callActions(transition: Transition, targets: AlarmTargets): void {
  for (const arn of transition.calls) {
    callAction(arn, transition, targets);
  }
}

function callAction(arn: string, transition: Transition, { functions, messages, events, place, tellFailure }: AlarmTargets): void {
  const service = arn.split(':')[2];
  const target = functions.get(functionName(arn));
  if (service === 'lambda' && target) {
    void target.invokeAsEvent(alarmEvent(transition, place), tellFailure);
  } else if (service === 'sns') {
    const { subject, message } = alarmNotification(transition, place);
    messages.add(arn, subject, message);
  } else {
    events.add('note', `Alarm ${transition.alarm.name}: its action ${arn} is not played.`);
  }
}
