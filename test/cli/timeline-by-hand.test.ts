import { join } from 'node:path';
import { readTemplates } from '../../cli/read-templates';
import { isUnknown, type Quantity } from '../../cli/services/quantity';
import { readServices } from '../../cli/services/read-services';
import type { PhaseId } from '../../cli/timeline/phase';
import { serviceTimeline } from '../../cli/timeline/timeline';

/** Best and worst case of the end of a phase, in seconds; null is what only the deployment knows. */
type ByHand = Partial<Record<PhaseId, readonly [best: number, worst: number | null]>>;

/**
 * Calculated by hand from the templates of the corpus, by what AWS and Docker document, not by what the program prints:
 * a container check of R retries, every I s, T s at most: (R − 1) × I to R × (I + T); a target group of U failures:
 * (U − 1) × I to U × I + T; a target that failed U checks before the boot is over needs all of its successes, else one.
 */
const SERVICES: Readonly<Record<string, ByHand>> = {
  // Check 5 × 30 + 10, target 2 × 30 + 10, both ignored for 900 s: 740 s of boot and 5 checks, 5 × 30 + 10. Drain 120, stop 90.
  'gpu-long-boot.yaml': {
    'boot': [740, 740],
    'in-service': [740 + 4 * 30, 740 + 5 * 30 + 10],
    'container-check': [4 * 30, 5 * (30 + 10)],
    'target-group': [30, 2 * 30 + 10],
    'traffic-removed': [30, 70],
    'replacement-decided': [30, 200],
    'drain': [30 + 120, 200 + 120],
    'stop': [150, 320 + 90],
    'replacement-boot': [30 + 740, 410 + 740],
    'replacement-in-service': [770 + 120, 1150 + 160],
    'deployment': [740 + 120 + 120, 740 + 160 + 120 + 90],
    'bad-task': [900, 900],
    // 3 failures, 2 tasks at a time: 2 rounds; the last drain and stop come after it.
    'circuit-breaker': [2 * 900, 2 * (900 + 120 + 90) - (120 + 90)],
  },
  // Unhealthy after 20, so 2 successes: grace 60 − (2 × 10 + 5) = 35 of boot. 150 % of 3 tasks are 4: one at a time.
  'distroless.yaml': {
    'boot': [35, 35],
    'in-service': [35 + 10, 35 + 2 * 10 + 5],
    'container-check': [2 * 30, 3 * 35],
    'target-group': [2 * 10, 3 * 10 + 5],
    'replacement-decided': [20, 105],
    'drain': [45, 130],
    'stop': [45, 160],
    'replacement-boot': [20 + 35, 160 + 35],
    'replacement-in-service': [55 + 10, 195 + 25],
    'deployment': [35 + 10 + 25, 35 + 25 + 25 + 30],
    'bad-task': [60, 60],
    'circuit-breaker': [3 * 60, 3 * (60 + 25 + 30) - 55],
  },
  // Unhealthy after 15, so 2 successes: grace 120 − (2 × 15 + 5) = 85.
  'scaled-by-minimum.yaml': {
    'boot': [85, 85],
    'in-service': [85 + 15, 85 + 2 * 15 + 5],
    'container-check': [60, 105],
    'target-group': [15, 2 * 15 + 5],
    'replacement-decided': [15, 105],
    'stop': [15 + 30, 105 + 30 + 30],
    'replacement-in-service': [15 + 85 + 15, 165 + 85 + 35],
    'deployment': [85 + 15 + 30, 85 + 35 + 30 + 30],
    // The grace period; the start period of 60 and 2 × 30 end at the same time.
    'bad-task': [120, 120],
    'circuit-breaker': [3 * 120, 3 * (120 + 60) - 60],
  },
  // The start period of 240; the target group with AWS's defaults: 5 successes, 30 s apart.
  'windows.yaml': {
    'boot': [240, 240],
    'start-period': [240, 240],
    'grace-period': [60, 60],
    'in-service': [240 + 4 * 30, 240 + 5 * 30 + 5],
    'container-check': [2 * 60, 3 * 90],
    'target-group': [30, 65],
    'replacement-decided': [30, 270],
    'stop': [30 + 30, 270 + 30 + 30],
    'replacement-in-service': [30 + 240 + 120, 330 + 240 + 155],
    'deployment': [240 + 120 + 30, 240 + 155 + 30 + 30],
    // The target fails at once, and nothing ignores it after 60 s.
    'bad-task': [60, 65],
    'circuit-breaker': [2 * 60, 2 * (65 + 30 + 30) - 60],
  },
  // TCP behind a network load balancer: timeout 10, registration up to 180. Grace 600 − 180 − (3 × 30 + 10) = 320.
  'broker.yaml': {
    'boot': [320, 320],
    'in-service': [320 + 2 * 30, 320 + 3 * 30 + 10 + 180],
    'container-check': [2 * 60, 3 * 90],
    'target-group': [2 * 30, 3 * 30 + 10],
    'replacement-decided': [60, 270],
    'drain': [60 + 300, 270 + 300],
    'stop': [360, 570 + 120],
    'replacement-in-service': [60 + 320 + 60, 690 + 320 + 280],
    'deployment': [320 + 60 + 300, 320 + 280 + 300 + 120],
    // 3 tasks at a time: one round.
    'circuit-breaker': [600, 600],
  },
  // 60 s are assumed: the grace period does not even cover the registration.
  'network-load-balancer.yaml': {
    'boot': [60, 60],
    'in-service': [60 + 4 * 30, 60 + 5 * 30 + 10 + 180],
    'target-group': [30, 2 * 30 + 10],
    'replacement-decided': [30, 70],
    'stop': [30 + 300, 70 + 300 + 30],
    'replacement-in-service': [30 + 60 + 120, 400 + 60 + 340],
    'deployment': [60 + 120 + 300, 60 + 340 + 300 + 30],
    'bad-task': [60, 70],
    'circuit-breaker': [2 * 60, 2 * (70 + 330) - 330],
  },
  // Unhealthy after 30, so 5 successes: grace 300 − (5 × 30 + 5) = 145.
  'grpc.yaml': {
    'boot': [145, 145],
    'in-service': [145 + 120, 145 + 155],
    'container-check': [60, 105],
    'target-group': [30, 65],
    'replacement-in-service': [30 + 145 + 120, 105 + 30 + 30 + 145 + 155],
    'deployment': [145 + 120 + 30, 145 + 155 + 30 + 30],
    'bad-task': [300, 300],
    'circuit-breaker': [2 * 300, 2 * (300 + 60) - 60],
  },
  // The target group needs 4 × 30 s, so that the target is not unhealthy after 60 s of boot: one success. No deployment of ECS's own.
  'task-set.yaml': {
    'boot': [60, 60],
    'in-service': [60, 60 + 30 + 5],
    'container-check': [2 * 5, 3 * 7],
    'target-group': [4 * 30, 5 * 30 + 5],
    'traffic-removed': [10, 21],
    'replacement-decided': [10, 21],
    'drain': [310, 321],
    'stop': [310, 351],
    'replacement-in-service': [10 + 60, 351 + 60 + 35],
    'deployment': [60 + 300, 60 + 35 + 300 + 30],
  },
  // `ps | grep` finds itself: nothing fails, and nothing ends it but CloudFormation.
  'worker.yaml': {
    'boot': [30, 30],
    'in-service': [30, 30],
    'replacement-decided': [Infinity, Infinity],
    'deployment': [30, 30 + 120],
    'bad-task': [Infinity, Infinity],
    'circuit-breaker': [Infinity, Infinity],
    'cloudformation': [3 * 3600, 3 * 3600],
  },
  // A worker whose check can fail: no drain.
  'spot-worker.yaml': {
    'boot': [60, 60],
    'in-service': [60, 60 + 30 + 5],
    'container-check': [60, 105],
    'replacement-decided': [60, 105],
    'stop': [60, 105 + 120],
    'replacement-in-service': [60 + 60, 225 + 60 + 35],
    'deployment': [60, 60 + 35 + 120],
    'bad-task': [60 + 60, 60 + 105],
  },
  // Cloud Map answers with the task until it has stopped, and resolvers for 60 s more.
  'cache-in-cloud-map.yaml': {
    'boot': [60, 60],
    'in-service': [60, 60 + 15 + 3],
    'container-check': [2 * 15, 3 * 18],
    'stop': [30, 54 + 30],
    'cloud-map': [30, 84 + 60],
    'replacement-in-service': [30 + 60, 84 + 60 + 18],
    'deployment': [60, 60 + 18 + 30],
    'bad-task': [15 + 30, 15 + 54],
    'cloudformation': [3 * 3600, 3 * 3600],
  },
  // 2 successes, 10 s apart; the drain of 300 is AWS's default.
  'refarch-ec2-bridge.yaml': {
    'boot': [60, 60],
    'in-service': [60 + 10, 60 + 2 * 10 + 5],
    'target-group': [10, 2 * 10 + 5],
    'replacement-decided': [10, 25],
    'stop': [310, 25 + 300 + 30],
    'replacement-in-service': [10 + 60 + 10, 355 + 60 + 25],
    'deployment': [60 + 10 + 300, 60 + 25 + 300 + 30],
    'bad-task': [10, 25],
  },
  // Green is the slower one: 10 failures, 60 s apart.
  'code-deploy-pair.json': {
    'in-service': [60, 60 + 60 + 5],
    'target-group': [9 * 60, 10 * 60 + 5],
    'replacement-decided': [540, 605],
    'stop': [840, 605 + 300 + 30],
    'replacement-in-service': [540 + 60, 935 + 60 + 65],
    'deployment': [60 + 300, 60 + 65 + 300 + 30],
  },
  // Inside is the slower one: 6 failures, 60 s apart. Grace 120 − 65 = 55.
  'two-target-groups.yaml': {
    'boot': [55, 55],
    'in-service': [55, 55 + 65],
    'target-group': [5 * 60, 6 * 60 + 5],
    'stop': [600, 365 + 300 + 30],
    'replacement-in-service': [300 + 55, 695 + 55 + 65],
    'deployment': [55 + 300, 55 + 65 + 300 + 30],
    'bad-task': [300, 365],
    'circuit-breaker': [2 * 300, 2 * (365 + 330) - 330],
  },
  // It waits for the collector: first check after 10 s, at most the StartTimeout of 15. A boot of 30 is over before 2 failures, and one
  // success is enough; after a longer one 5 × 30 + 5 would outlast the grace period of 120.
  'collector-sidecar.yaml': {
    'dependencies': [10, 15],
    'boot': [10 + 30, 15 + 30],
    'in-service': [40, 45 + 35],
    'target-group': [30, 65],
    'stop': [30 + 30, 65 + 30 + 30],
    'replacement-boot': [30 + 10 + 30, 125 + 15 + 30],
    'replacement-in-service': [70, 170 + 35],
    'deployment': [10 + 30 + 30, 15 + 30 + 35 + 30 + 30],
    'circuit-breaker': [2 * 120, 2 * (120 + 60) - 60],
  },
  // How long the migration takes nobody knows. Grace 240 − (5 × 30 + 5) = 85.
  'migration-first.yaml': {
    'dependencies': [0, null],
    'boot': [85, null],
    'container-check': [2 * 10, 3 * 14],
    'target-group': [30, 65],
    'replacement-decided': [20, 42],
    'drain': [40, 62],
    'stop': [40, 62 + 110],
  },
  // nginx waits for the API, which waits for the sandbox: 15 to 20, then 15 to 90 + 20.
  'six-containers.yaml': {
    'dependencies': [15 + 15, 20 + 110],
    'boot': [30 + 60, 130 + 60],
    'in-service': [90 + 120, 190 + 155],
    'target-group': [30, 65],
    'stop': [330, 65 + 300 + 30],
    'replacement-in-service': [30 + 90 + 120, 395 + 190 + 155],
    'deployment': [90 + 120 + 300, 190 + 155 + 300 + 30],
  },
  // A daemon: one task an instance, so that the old one stops first.
  'daemon-agent.yaml': {
    'boot': [15, 15],
    'in-service': [15 + 15, 15 + 35],
    'container-check': [60, 105],
    'stop': [60, 105 + 30],
    'replacement-boot': [60 + 15, 135 + 15],
    'replacement-in-service': [75 + 15, 150 + 35],
  },
};

const half = (one: number, other: number) => (one + other) / 2;
const shown = (value: Quantity) => (isUnknown(value) ? null : value);

test.each(Object.entries(SERVICES))('%s: the figures are those of a calculation by hand', (file, byHand) => {
  const [service, ...others] = readServices(readTemplates([join(__dirname, '..', 'lint', 'corpus', file)]));
  expect(others).toEqual([]);
  const { boot, fault, badDeployment } = serviceTimeline(service!).now;
  const phases = [...boot, ...fault, ...badDeployment];
  const found = Object.fromEntries(Object.keys(byHand).map((id) => {
    const { best, worst } = phases.find((phase) => phase.id === id)!.end;
    return [id, [shown(best), shown(worst)]];
  }));
  expect(found).toEqual(byHand);
  // The typical case is halfway, where ECS may start the replacement first or last apart.
  for (const { end: { best, typical, worst } } of [...boot, ...badDeployment]) {
    if (![best, typical, worst].some(isUnknown)) { expect(typical).toBe(half(best as number, worst as number)); }
  }
});
