import { action, deployment, hook, instance, OUT_OF_MEMORY, SCALE_IN, stopped } from './samples';
import { exitCodeInWords } from '../../../../lambda/diagnosis/stops/exit-codes';
import { STOP_CAUSES, UNKNOWN_CAUSE } from '../../../../lambda/diagnosis/stops/stop-causes';
import { readEvent } from '../../../../lambda/signals/events/ecs-event';
import { WOULD_RESTART_HELP } from '../../../../lambda/signals/events/notice';
import { noticeOf } from '../../../../lambda/signals/events/notice-of';
import { expectGenerated, tableOf } from '../../../docs/generated';

const EXAMPLES: readonly (readonly [string, object])[] = [
  ['Task stopped: `OutOfMemoryError: Container killed due to memory usage`', OUT_OF_MEMORY],
  [
    'Task stopped: `Essential container in task exited`, exit code 139',
    stopped('EssentialContainerExited', 'Essential container in task exited', [{ exitCode: 139 }]),
  ],
  [
    'Service action `SERVICE_TASK_PLACEMENT_FAILURE`, `RESOURCE:FARGATE`',
    action('ERROR', 'SERVICE_TASK_PLACEMENT_FAILURE', { reason: 'RESOURCE:FARGATE' }),
  ],
  [
    'Deployment `SERVICE_DEPLOYMENT_FAILED`, `ECS deployment circuit breaker: task failed to start.`',
    deployment('ERROR', 'SERVICE_DEPLOYMENT_FAILED', 'ECS deployment circuit breaker: task failed to start.'),
  ],
];

test('docs/alerts.md says what the notifier says of events', () => {
  const rows = EXAMPLES.map(([event, sample]) => [event, noticeOf(readEvent(sample))!.sentence]);
  expectGenerated('docs/alerts.md', 'events', tableOf(['Event', 'Sentence'], rows));
});

test.each([
  [
    stopped('TaskFailedToStart', 'CannotPullContainerError: Error response from daemon: manifest unknown'),
    'Task c13b4cb4 of servicetest in cluster default stopped: its image does not exist in the registry.',
  ],
  [
    stopped('ServiceSchedulerInitiated', 'Task failed ELB health checks in (target-group x)'),
    'Task c13b4cb4 of servicetest in cluster default stopped: it failed the health check of its load balancer.',
  ],
  [SCALE_IN, 'Task c13b4cb4 of servicetest in cluster default stopped: its service was scaled in or deployed.'],
  [
    hook('HOOK_AWAITING_ACTION'),
    "The deployment of servicetest in cluster default waits for a person's decision at POST_TEST_TRAFFIC_SHIFT.",
  ],
  [
    instance(false),
    'ECS has lost the agent of instance i-f3a8506b in cluster default: its tasks may still serve, but ECS can neither '
    + 'start, stop nor check them.',
  ],
])('the notifier says of other events: %#', (event, sentence) => {
  expect(noticeOf(readEvent(event))!.sentence).toBe(sentence);
});

test('docs/alerts.md has every cause of a stopped task', () => {
  const causes = [...STOP_CAUSES, UNKNOWN_CAUSE];
  const groups = [...new Set(causes.map(({ needsAttention, restart }) => `${needsAttention} ${restart}`))].map((group) => {
    const same = causes.filter(({ needsAttention, restart }) => `${needsAttention} ${restart}` === group);
    // Two patterns of AWS's reasons may lead to the same kind.
    const kinds = [...new Set(same.map(({ kind }) => `\`${kind}\``))];
    return [same[0]!.needsAttention ? 'yes' : 'no', WOULD_RESTART_HELP[same[0]!.restart], kinds.join(', ')];
  });
  expectGenerated('docs/alerts.md', 'causes', tableOf(['Sent by default', 'Would a restart help?', 'Kinds'], groups));
});

test('docs/alerts.md explains exit codes as the notifier does', () => {
  const codes = [0, 1, 125, 126, 127, 134, 137, 139, 143].map((code) =>
    [String(code), exitCodeInWords(code).replace(/^exit code \d+, /, '')]);
  expectGenerated('docs/alerts.md', 'exit-codes', tableOf(['Code', 'Meaning'], codes));
});
