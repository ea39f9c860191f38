import type { XmlValue } from './xml';
import type { Task } from '../tasks/task';
import { hash } from '../template/identifiers';

/** ARN under which ECS knows the instance of a task. */
export function containerInstanceArn({ arn, id, service }: Task): string {
  return `${arn.split(':task/')[0]}:container-instance/${service.cluster.name}/${hash(id, 32)}`;
}

/** The instance of a task as DescribeContainerInstances shows it. */
export function containerInstanceShape(task: Task): object {
  return {
    containerInstanceArn: containerInstanceArn(task),
    ec2InstanceId: task.instanceId,
    status: task.instanceDrains ? 'DRAINING' : 'ACTIVE',
    agentConnected: task.agentConnected,
    runningTasksCount: task.lastStatus === 'RUNNING' ? 1 : 0,
    pendingTasksCount: task.starting ? 1 : 0,
  };
}

/** The same instance as DescribeInstances of EC2 shows it. */
export function instanceShape({ instanceId, address, zone }: Task): XmlValue {
  return { instanceId, privateIpAddress: address, instanceState: { code: '16', name: 'running' }, placement: { availabilityZone: zone } };
}
