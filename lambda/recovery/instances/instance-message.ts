import type { InstanceDecision, InstanceFault, InstanceGuard, InstanceVerdict } from './decide-drain';
import type { InstanceSettings } from '../../../src/shared/instance-settings';
import { subject } from '../../signals/render-message';

/** Continues "Instance i-0 of cluster prod: ", and is followed by for how long. */
const FAULT: Readonly<Record<InstanceFault, string>> = {
  AGENT_DISCONNECTED: 'its ECS agent has been disconnected',
  ALL_TASKS_DOWN: 'all tasks on it have been down',
};

/** Why an instance is not drained; a clause. */
const blockedBecause = ({ killSwitch }: InstanceSettings): Readonly<Record<InstanceGuard, string>> => ({
  SWITCHED_OFF: `the parameter ${killSwitch} is off or cannot be read`,
  ANOTHER_DRAIN: 'another instance is draining',
  COMMON_CAUSE: 'more than half of the instances are at fault, so they have a common cause',
  TOO_FEW_HEALTHY: 'too few healthy instances would be left',
  BUDGET_SPENT: 'as many instances as are allowed were drained recently',
  OBSERVING: 'recovery only observes',
});

/** Both empty where there is nothing to say. */
export interface InstanceMessage {
  readonly subject: string;
  readonly text: string;
}

/** The message about a decision. */
export function instanceMessage(decision: InstanceDecision, settings: InstanceSettings, now: number): InstanceMessage {
  if (!('instance' in decision)) { return { subject: '', text: '' }; }
  const { instanceId, fault, since } = decision.instance;
  const minutes = Math.round((now - since) / 60_000);
  const { title, text } = textsOf(decision, settings);
  return {
    subject: subject({ title: `${instanceId}: ${title}` }),
    text: `Instance ${instanceId} of cluster ${settings.cluster}: ${FAULT[fault]} for ${minutes} minutes. ${text}`,
  };
}

function textsOf(verdict: InstanceVerdict, settings: InstanceSettings): { readonly title: string; readonly text: string } {
  if (verdict.decision === 'DRAIN') {
    return {
      title: 'draining',
      text:
        'It is being drained: ECS replaces its tasks on other instances, as far as their services allow, and places no new tasks on it. '
        + 'It is not terminated: find the cause, then terminate it or set it to ACTIVE again.',
    };
  }
  const { guard } = verdict;
  const state = guard === 'OBSERVING' ? 'It would be drained now' : 'It is not drained';
  return { title: 'needs a person', text: `${state}: ${blockedBecause(settings)[guard]} (${guard}). A person has to check it.` };
}
