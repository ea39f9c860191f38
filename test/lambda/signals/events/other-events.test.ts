import { action, deployment, hook, instance, stopped } from './samples';
import { readEvent } from '../../../../lambda/signals/events/ecs-event';
import { noticeOf } from '../../../../lambda/signals/events/notice-of';

const notice = (sample: object) => noticeOf(readEvent(sample))!;
const PLACEMENT = 'SERVICE_TASK_PLACEMENT_FAILURE';

test.each([
  [
    action('WARN', 'SERVICE_TASK_START_IMPAIRED'),
    'SERVICE_TASK_START_IMPAIRED',
    true,
    'servicetest in cluster default cannot start its tasks: they keep failing.',
  ],
  [
    action('ERROR', PLACEMENT, { reason: 'RESOURCE:FARGATE' }),
    PLACEMENT,
    true,
    'servicetest in cluster default cannot place a task: AWS has no Fargate capacity of that kind in these Availability Zones at the '
      + 'moment.',
  ],
  [
    action('ERROR', PLACEMENT, { reason: 'RESOURCE:CPU' }),
    PLACEMENT,
    true,
    'servicetest in cluster default cannot place a task: no instance has enough CPU or memory left.',
  ],
  [action('ERROR', PLACEMENT, { reason: 'something new' }), PLACEMENT, true, 'servicetest in cluster default cannot place a task.'],
  [
    action('INFO', 'SERVICE_STEADY_STATE'),
    'SERVICE_STEADY_STATE',
    false,
    'servicetest in cluster default is in a steady state: it runs as many tasks as desired.',
  ],
  [action('WARN', 'SOMETHING_NEW'), 'SOMETHING_NEW', true, 'servicetest in cluster default got SOMETHING_NEW from ECS.'],
  [action('ERROR', 'SERVICE_DEPLOYMENT_FAILED'), 'DEPLOYMENT_FAILED', true, 'The deployment of servicetest in cluster default failed.'],
  [
    deployment('ERROR', 'SERVICE_DEPLOYMENT_FAILED', 'ECS deployment circuit breaker: task failed to start.'),
    'DEPLOYMENT_FAILED',
    true,
    'The deployment of servicetest in cluster default failed: its tasks did not start or did not become healthy, so '
      + 'the circuit breaker stopped it.',
  ],
  [
    deployment('ERROR', 'SERVICE_DEPLOYMENT_FAILED', 'ECS deployment failed: alarm(s) detected.'),
    'DEPLOYMENT_FAILED',
    true,
    'The deployment of servicetest in cluster default failed: one of its deployment alarms went off.',
  ],
  [
    deployment('INFO', 'SERVICE_DEPLOYMENT_IN_PROGRESS', 'ECS deployment circuit breaker: rolling back to deploymentId deploymentID.'),
    'DEPLOYMENT_ROLLED_BACK',
    true,
    'The deployment of servicetest in cluster default is being rolled back to the last one that completed.',
  ],
  [
    deployment('INFO', 'SERVICE_DEPLOYMENT_IN_PROGRESS', 'ECS deployment deploymentId in progress.'),
    'DEPLOYMENT_STARTED',
    false,
    'The deployment of servicetest in cluster default has started.',
  ],
  [
    deployment('INFO', 'SERVICE_DEPLOYMENT_COMPLETED', 'ECS deployment deploymentID completed.'),
    'DEPLOYMENT_COMPLETED',
    false,
    'The deployment of servicetest in cluster default is completed.',
  ],
  [
    hook('HOOK_AWAITING_ACTION'),
    'DEPLOYMENT_WAITS_FOR_DECISION',
    true,
    "The deployment of servicetest in cluster default waits for a person's decision at POST_TEST_TRAFFIC_SHIFT.",
  ],
  [
    hook('HOOK_FAILED', { hookType: 'AWS_LAMBDA' }),
    'DEPLOYMENT_REFUSED',
    true,
    'The deployment of servicetest in cluster default was refused by a hook at POST_TEST_TRAFFIC_SHIFT.',
  ],
  [
    hook('HOOK_TIMED_OUT'),
    'HOOK_TIMED_OUT',
    true,
    'The deployment of servicetest in cluster default has a hook that did not answer in time at POST_TEST_TRAFFIC_SHIFT.',
  ],
  [
    hook('HOOK_SUCCEEDED'),
    'HOOK_SUCCEEDED',
    false,
    'The deployment of servicetest in cluster default passed a hook at POST_TEST_TRAFFIC_SHIFT.',
  ],
  [
    instance(false),
    'AGENT_DISCONNECTED',
    true,
    'ECS has lost the agent of instance i-f3a8506b in cluster default: its tasks may still serve, but ECS can '
      + 'neither start, stop nor check them.',
  ],
])('%#: %s', (sample, kind, needsAttention, sentence) => {
  expect(notice(sample)).toMatchObject({ kind, needsAttention, sentence });
});

test('only a disconnected agent is news', () => {
  expect(noticeOf(readEvent(instance(true)))).toBeUndefined();
});

test.each([[{}], [null], ['x'], [{ 'detail-type': 'Scheduled Event' }], [{ ...stopped('', ''), 'detail-type': 'constructor' }]])(
  '%j means nothing',
  (event) => {
    expect(noticeOf(readEvent(event))).toBeUndefined();
  },
);

test.each(['ECS Service Action', 'ECS Deployment State Change', 'ECS Hook State Change'])(
  '%s without detail still makes a sentence',
  (detailType) => {
    expect(notice({ 'detail-type': detailType, 'detail': 7 }).sentence).toMatch(/cluster unknown got a message without name from ECS\.$/);
  },
);
