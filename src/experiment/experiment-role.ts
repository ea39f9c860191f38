import { Aws, Stack } from 'aws-cdk-lib';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PlannedAction } from './experiment-actions';
import { serviceRole } from '../aws/service-role';

/** Actions that look up where the traffic of a task goes. */
const TO_SOURCES = ['aws:ecs:task-network-latency', 'aws:ecs:task-network-packet-loss'];

/**
 * The role of an experiment: what its own actions need, in the cluster of its service.
 * https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html#ecs-actions-reference
 */
export function experimentRole(scope: Construct, cluster: ICluster, planned: readonly PlannedAction[]): IRole {
  const ids = planned.map(({ action }) => action.actionId);
  const documents = [...new Set(planned.flatMap(({ action }) => action.document ?? []))].sort();
  return serviceRole(scope, 'Role', {
    service: 'fis.amazonaws.com',
    description: 'Plays a scenario on one ECS service',
    statements: [
      ...findTasks(scope, cluster),
      ...ids.includes('aws:ecs:stop-task') ? [stopTasks(scope, cluster)] : [],
      ...documents.length > 0 ? runDocuments(scope, documents) : [],
      ...ids.some((id) => TO_SOURCES.includes(id)) ? findSources(scope, cluster) : [],
      ...ids.includes('aws:ecs:drain-container-instances') ? drainInstances(scope, cluster) : [],
    ],
  });
}

function inCluster(scope: Construct, cluster: ICluster, resource: string): string {
  return Stack.of(scope).formatArn({ service: 'ecs', resource, resourceName: `${cluster.clusterName}/*` });
}

/** ListTasks and GetResources know no resource that would narrow them. */
function findTasks(scope: Construct, cluster: ICluster): PolicyStatement[] {
  return [
    new PolicyStatement({ sid: 'DescribeTasks', actions: ['ecs:DescribeTasks'], resources: [inCluster(scope, cluster, 'task')] }),
    new PolicyStatement({
      sid: 'ListTasks', actions: ['ecs:ListTasks'], resources: ['*'], conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
    }),
    new PolicyStatement({ sid: 'FindTargets', actions: ['tag:GetResources'], resources: ['*'] }),
  ];
}

function stopTasks(scope: Construct, cluster: ICluster): PolicyStatement {
  return new PolicyStatement({
    sid: 'StopTasks',
    actions: ['ecs:StopTask'],
    resources: [inCluster(scope, cluster, 'task')],
    conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
  });
}

/** Commands have ids that nobody knows before, so listing and cancelling name no resource. */
function runDocuments(scope: Construct, documents: readonly string[]): PolicyStatement[] {
  const stack = Stack.of(scope);
  return [
    new PolicyStatement({
      sid: 'RunFaults',
      actions: ['ssm:SendCommand'],
      resources: documents.map((name) => `arn:${Aws.PARTITION}:ssm:${stack.region}::document/${name}`),
    }),
    new PolicyStatement({
      sid: 'InTasks',
      actions: ['ssm:SendCommand'],
      resources: [stack.formatArn({ service: 'ssm', resource: 'managed-instance', resourceName: '*' })],
      conditions: { StringEquals: { 'ssm:resourceTag/FAULT_INJECTION_SIDECAR': 'true' } },
    }),
    new PolicyStatement({ sid: 'FollowCommands', actions: ['ssm:ListCommands', 'ssm:CancelCommand'], resources: ['*'] }),
  ];
}

function findSources(scope: Construct, cluster: ICluster): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'DescribeInstances', actions: ['ecs:DescribeContainerInstances'], resources: [inCluster(scope, cluster, 'container-instance')],
    }),
    new PolicyStatement({ sid: 'FindSources', actions: ['ec2:DescribeInstances', 'ec2:DescribeSubnets'], resources: ['*'] }),
  ];
}

function drainInstances(scope: Construct, cluster: ICluster): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'FindInstances', actions: ['ecs:DescribeClusters', 'ecs:ListContainerInstances'], resources: [cluster.clusterArn],
    }),
    new PolicyStatement({
      sid: 'DrainInstances',
      actions: ['ecs:UpdateContainerInstancesState'],
      resources: [inCluster(scope, cluster, 'container-instance')],
      conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
    }),
  ];
}
