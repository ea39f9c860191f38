import type { Transition } from './alarm-board';
import { alarmEvent, alarmNotification } from './alarm-event';
import type { LambdaFunction } from '../functions/lambda-function';
import type { EventLog } from '../shared/event-log';
import type { MessageLog } from '../shared/message-log';
import { functionName, type Place } from '../template/identifiers';

/** What the actions of an alarm need. */
export interface AlarmTargets {
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly messages: MessageLog;
  readonly events: EventLog;
  readonly place: Place;
  /** Called with the reason when a function fails. */
  reportFailure(reason: string): void;
}

/** Runs the actions of a transition without waiting for them, as CloudWatch does. */
export function callActions(transition: Transition, targets: AlarmTargets): void {
  for (const arn of transition.calls) {
    callAction(arn, transition, targets);
  }
}

function callAction(arn: string, transition: Transition, { functions, messages, events, place, reportFailure }: AlarmTargets): void {
  const service = arn.split(':')[2];
  const target = functions.get(functionName(arn));
  if (service === 'lambda' && target) {
    void target.invokeAsEvent(alarmEvent(transition, place), reportFailure);
  } else if (service === 'sns') {
    const { subject, message } = alarmNotification(transition, place);
    messages.add(arn, subject, message);
  } else {
    events.add('note', `Alarm ${transition.alarm.name}: its action ${arn} is not supported.`);
  }
}
