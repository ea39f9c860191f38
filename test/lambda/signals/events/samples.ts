/**
 * Events as AWS documents them, shortened by fields that nothing here reads. Where it shows none for a case, the real text of that case
 * (test/lambda/events/stop-texts.ts) stands in the documented frame.
 *
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_hook_state_change_events.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
 */
export interface Sample {
  readonly 'id': string;
  readonly 'detail-type': string;
  readonly 'source': 'aws.ecs';
  readonly 'account': string;
  readonly 'time': string;
  readonly 'region': string;
  readonly 'resources': string[];
  readonly 'detail': Record<string, unknown>;
}

const CLUSTER = 'arn:aws:ecs:us-west-2:111122223333:cluster/default';
const SERVICE = 'arn:aws:ecs:us-west-2:111122223333:service/default/servicetest';
const TASK = 'arn:aws:ecs:us-west-2:111122223333:task/default/c13b4cb40f1f4fe4a2971f76ae5a47ad';

function event(detailType: string, resources: string[], detail: Record<string, unknown>): Sample {
  return {
    'id': '3317b2af-7005-947d-b652-f55e762e571a',
    'detail-type': detailType,
    'source': 'aws.ecs',
    'account': '111122223333',
    'time': '2020-01-23T17:57:58Z',
    'region': 'us-west-2',
    resources,
    detail,
  };
}

export interface SampleContainer {
  readonly name?: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

/** A task of the service `servicetest` that has stopped. */
export function stopped(
  stopCode: string | undefined,
  stoppedReason: string,
  containers: SampleContainer[] = [{}],
  detail: object = {},
): Sample {
  return event('ECS Task State Change', [TASK], {
    clusterArn: CLUSTER,
    containers: containers.map((container) => ({ containerArn: `${TASK}/1`, lastStatus: 'STOPPED', name: 'web', cpu: '0', ...container })),
    createdAt: '2020-01-23T17:57:34.402Z',
    launchType: 'FARGATE',
    cpu: '256',
    memory: '512',
    desiredStatus: 'STOPPED',
    lastStatus: 'STOPPED',
    group: 'service:servicetest',
    connectivity: 'CONNECTED',
    stoppedReason,
    ...stopCode ? { stopCode } : {},
    taskArn: TASK,
    taskDefinitionArn: 'arn:aws:ecs:us-west-2:111122223333:task-definition/sample-fargate:1',
    version: 6,
    platformVersion: '1.4.0',
    ...detail,
  });
}

export function action(eventType: string, eventName: string, detail: object = {}): Sample {
  return event('ECS Service Action', [SERVICE], {
    eventType,
    eventName,
    clusterArn: CLUSTER,
    createdAt: '2019-11-19T19:55:38.725Z',
    ...detail,
  });
}

export function deployment(eventType: string, eventName: string, reason: string): Sample {
  return event('ECS Deployment State Change', [SERVICE], {
    eventType,
    eventName,
    deploymentId: 'ecs-svc/123',
    updatedAt: '2020-05-23T11:11:11Z',
    reason,
  });
}

export function hook(eventName: string, detail: object = {}): Sample {
  const serviceDeploymentArn = 'arn:aws:ecs:us-west-2:111122223333:service-deployment/default/servicetest/0EYSiB0qap8xf0N76FsbE';
  return event('ECS Hook State Change', [serviceDeploymentArn], {
    eventType: 'INFO',
    eventName,
    hookId: 'ecs-pause-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw',
    hookType: 'PAUSE',
    expiresAt: '2026-03-05T16:04:41Z',
    lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
    clusterArn: CLUSTER,
    serviceArn: SERVICE,
    serviceDeploymentArn,
    updatedAt: '2026-03-05T15:54:41.618059641Z',
    ...detail,
  });
}

export function instance(agentConnected: boolean, status = 'ACTIVE'): Sample {
  const containerInstanceArn = 'arn:aws:ecs:us-west-2:111122223333:container-instance/default/b54a2a04046f43319d743f6d7f6ca315';
  return event('ECS Container Instance State Change', [containerInstanceArn], {
    agentConnected,
    clusterArn: CLUSTER,
    containerInstanceArn,
    ec2InstanceId: 'i-f3a8506b',
    status,
    version: 14801,
    updatedAt: '2016-12-06T16:41:06.991Z',
  });
}

export const OUT_OF_MEMORY = stopped('EssentialContainerExited', 'Essential container in task exited', [
  { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
]);
export const SCALE_IN = stopped('ServiceSchedulerInitiated', 'Scaling activity initiated by (deployment ecs-svc/8646900195280463695)', [
  { exitCode: 143 },
]);
