import type { EcsEvent } from './ecs-event';
import type { Notice } from './notice';
import { placeOf } from './place';

/**
 * What it means that ECS lost the agent of an instance; undefined while it is connected.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
 */
export function agentDisconnected(event: EcsEvent): Notice | undefined {
  const { detail } = event;
  if (detail.flag('agentConnected') !== false) { return undefined; }
  const place = placeOf(event);
  const instance = detail.text('ec2InstanceId', 40) || place.containerInstance || 'without id';
  return {
    kind: 'AGENT_DISCONNECTED',
    title: `agent of ${instance} is disconnected`,
    sentence:
      `ECS has lost the agent of instance ${instance} in cluster ${place.cluster}: its tasks may still serve, but ECS `
      + 'can neither start, stop nor check them.',
    wouldRestartHelp: 'YES',
    next:
      'Agents reconnect by themselves several times an hour; if this one does not within minutes, restart the agent or replace the '
      + 'instance.',
    needsAttention: true,
    evidence: `agentConnected: false, instance ${detail.text('status', 20) || 'of unknown status'}`,
    place,
    page: 'instance',
    occurrence: instance,
  };
}
