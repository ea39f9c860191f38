import type { InstanceDecision, InstanceFault, InstanceGuard } from './decide';
import type { InstanceSettings } from '../../src/recovery/instance-settings';
import { subject } from '../events/message';

const FAULT: Readonly<Record<InstanceFault, string>> = {
  AGENT_DISCONNECTED: 'ECS has lost its agent',
  ALL_TASKS_DOWN: 'all tasks on it are down',
};

const held = ({ killSwitch }: InstanceSettings): Readonly<Record<InstanceGuard, string>> => ({
  SWITCHED_OFF: `the parameter ${killSwitch} says off, or cannot be read`,
  ANOTHER_DRAIN: 'another instance is draining',
  COMMON_CAUSE: 'more than half of the instances are at fault, so they have the cause in common',
  TOO_FEW_HEALTHY: 'too few instances would be well beside it',
  BUDGET_SPENT: 'as many instances as are allowed were drained lately',
  OBSERVING: 'recovery only observes',
});

/** Both empty where there is nothing to tell. */
export interface InstanceMessage {
  readonly subject: string;
  readonly text: string;
}

/** What people are told of a decision. */
export function instanceMessage({ decision, guard, instance }: InstanceDecision, settings: InstanceSettings, now: number): InstanceMessage {
  if (!instance) return { subject: '', text: '' };
  const { instanceId, fault, since } = instance;
  const minutes = Math.round((now - since) / 60_000);
  const about = `Instance ${instanceId} of cluster ${settings.cluster}: ${FAULT[fault]} for ${minutes} minutes.`;
  if (decision === 'DRAIN') {
    return {
      subject: subject({ title: `${instanceId}: draining` }),
      text: `${about} It is being drained: ECS starts its tasks elsewhere, as far as their services allow, and places no more on it. It is not terminated: look at it, then terminate it or make it ACTIVE again.`,
    };
  }
  const left = guard === 'OBSERVING' ? 'It would be drained now' : 'It is not drained';
  return { subject: subject({ title: `${instanceId}: needs people` }), text: `${about} ${left}: ${guard ? held(settings)[guard] : 'nobody knows why'}${guard ? ` (${guard})` : ''}. A person has to look.` };
}
