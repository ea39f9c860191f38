import { agentDisconnected } from './agent-event';
import { deploymentChanged } from './deployment-event';
import type { EcsEvent } from './ecs-event';
import { hookChanged } from './hook-event';
import type { Notice } from './notice';
import { serviceAction } from './service-action';
import { taskStopped } from './task-stopped';
import { DETAIL_TYPE } from '../../../src/shared/notifier-request';

const BUILDERS: ReadonlyMap<string, (event: EcsEvent) => Notice | undefined> = new Map<string, (event: EcsEvent) => Notice | undefined>([
  [DETAIL_TYPE.task, taskStopped],
  [DETAIL_TYPE.action, serviceAction],
  [DETAIL_TYPE.deployment, deploymentChanged],
  [DETAIL_TYPE.hook, hookChanged],
  [DETAIL_TYPE.instance, agentDisconnected],
]);

/** What an event means to a person; undefined when it is none of those that mean anything. */
export function noticeOf(event: EcsEvent): Notice | undefined {
  return BUILDERS.get(event.type)?.(event);
}
