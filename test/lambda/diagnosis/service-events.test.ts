import { eventKindOf, SERVICE_EVENTS } from '../../../lambda/diagnosis/service-events';

/** As ECS words them: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
const PLACE = '(service web) was unable to place a task because no container instance met all of its requirements.';
const UNABLE = '(service web) was unable to place a task. Reason:';
const TEXTS: ReadonlyArray<readonly [string, string]> = [
  [`${PLACE} Reason: No Container Instances were found in your cluster.`, 'NO_INSTANCES'],
  [`${PLACE} The closest matching container-instance 0123 has insufficient CPU units available.`, 'NO_CPU'],
  [`${PLACE} The closest matching container-instance 0123 has insufficient memory available.`, 'NO_MEMORY'],
  [`${PLACE} The closest matching container-instance 0123 is already using a port required by your task.`, 'NO_PORT'],
  [`${PLACE} The closest matching container-instance 0123 has insufficient ENI available.`, 'NO_NETWORK_INTERFACE'],
  [`${PLACE} The closest matching container-instance 0123 has insufficient GPU available.`, 'NO_GPU'],
  [`${PLACE} The closest matching container-instance 0123 is missing an attribute required by your task.`, 'NO_ATTRIBUTE'],
  [`${PLACE} The closest matching container-instance 0123 encountered error "AGENT".`, 'AGENT_LOST'],
  [`${UNABLE} Capacity is unavailable at this time. Please try again later.`, 'NO_FARGATE_CAPACITY'],
  [`${UNABLE} You've reached the limit on the number of tasks you can run concurrently`, 'TASK_QUOTA'],
  [`${UNABLE} You've reached the limit on the number of vCPUs you can run concurrently`, 'TASK_QUOTA'],
  [`${UNABLE} The requested CPU configuration is above your limit.`, 'ABOVE_QUOTA'],
  [`${UNABLE} The requested MEMORY configuration is above your limit.`, 'ABOVE_QUOTA'],
  [`${UNABLE} The Service Discovery instance could not be registered.`, 'SERVICE_DISCOVERY'],
  ['(service web) failed to launch a task with (error ECS was unable to assume the role arn:aws:iam::1:role/x).', 'ROLE_REFUSED'],
  ['(service web) failed to register targets in (target-group arn:x) with (error User is not authorized to perform: x)', 'ROLE_REFUSED'],
  ['(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the '
    + 'minimumHealthyPercent or maximumPercent value and try again.', 'DEADLOCKED'],
  ['(service web) was unable to reach steady state because task set (x) was unable to scale in. Reason: The number of protected tasks are '
    + 'more than the desired count of tasks.', 'SCALE_IN_PROTECTED'],
  ['(service web) is unable to consistently start tasks successfully.', 'START_IMPAIRED'],
  ['(service web) operations are being throttled. Will try again later.', 'THROTTLED'],
  ['(service web) failed to register targets in (target-group arn:x) with (error Too many targets)', 'REGISTRATION_FAILED'],
  ['(service web) failed to launch a task with (error Fargate has a problem).', 'LAUNCH_FAILED'],
  [`${UNABLE} Internal error.`, 'NO_PLACE'],
  ['(service web) (task 0123) failed container health checks.', 'CONTAINER_CHECK_FAILED'],
  ['(service web) (instance i-1) (port 80) is unhealthy in (target-group arn:x) due to (reason Health checks failed)', 'TARGET_UNHEALTHY'],
  ['(service web, taskSet ecs-svc/1) (port 80) is unhealthy in (target-group arn:x) due to (reason Request timed out)', 'TARGET_UNHEALTHY'],
  ['(service web) (instance i-1) is unhealthy in (elb web-lb) due to (reason Instance has failed at least 2 checks)', 'TARGET_UNHEALTHY'],
  ['(service web) (task 0123) is unhealthy in VPC Lattice', 'LATTICE_UNHEALTHY'],
  ['(service web) rolling back to deployment ecs-svc/1.', 'ROLLED_BACK'],
  ['(service web) (deployment ecs-svc/2) deployment failed: alarm detected.', 'ALARM_FAILED'],
  ['(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start.', 'DEPLOYMENT_FAILED'],
  ['(service web) was unable to reach steady state.', 'NOT_STEADY'],
  ['(service web) has reached a steady state.', 'STEADY'],
  ['(service web) (deployment ecs-svc/2) deployment completed.', 'DEPLOYED'],
  ['(service web) has started 2 tasks: (task 0123) (task 4567).', 'STARTED'],
  ['(service web) has stopped 1 running tasks: (task 0123).', 'STOPPED'],
  ['(service web) has stopped 1 pending tasks: (task 0123).', 'STOPPED'],
  ['(service web) registered 1 targets in (target-group arn:x)', 'REGISTERED'],
  ['(service web) deregistered 1 targets in (target-group arn:x)', 'REGISTERED'],
  ['(service web) has begun draining connections on 1 tasks.', 'DRAINING'],
  ['(service web) is not AZ balanced with 2 tasks in us-east-1a, 0 in us-east-1b. AZ Rebalancing in progress.', 'REBALANCING'],
  ['(service web) updated computedDesiredCount to 4.', 'COUNT_CHANGED'],
  ['(service web) updated primary task set to ecs-svc/2.', 'TASK_SET'],
];

test.each(TEXTS)('%s', (text, kind) => {
  expect(eventKindOf(text)?.kind).toBe(kind);
});

test('every kind has a text, and another text has none', () => {
  expect(SERVICE_EVENTS.map(({ kind }) => kind).filter((kind) => !TEXTS.some(([, known]) => known === kind))).toEqual([]);
  expect(eventKindOf('(service web) did something that nobody has heard of')).toBeUndefined();
});
