import { NOW, PLAN, probeOf, serviceEvidence, taskEvidence } from './diagnosis-fixtures';
import { diagnoseService } from '../../../lambda/diagnosis/diagnose-service';
import type { TaskEvidence } from '../../../lambda/diagnosis/evidence';
import { examineTasks } from '../../../lambda/diagnosis/examine-tasks';
import { type History, recent } from '../../../lambda/diagnosis/history';
import type { TargetProbe } from '../../../lambda/shared/check-result';
import type { Fault } from '../../../lambda/shared/verdict';

/** What one verification sees of each of two tasks, and how often in a row. */
interface Phase {
  readonly looks: number;
  readonly outcomes?: Parameters<typeof probeOf>[0];
  /** Components that are reported as down. */
  readonly down?: readonly string[];
  readonly task?: Partial<TaskEvidence>;
}

const SICK = { readiness: 'UNHEALTHY' } as const;
const REFUSED = { targets: [{ targetGroup: 'orders', state: 'unhealthy', reason: 'Target.ResponseCodeMismatch' }] };

/** The service's fault at each verification, so many seconds apart. */
function faultsOf(phases: readonly Phase[], secondsApart: number): Fault[] {
  let history: History | undefined;
  return phases.flatMap((phase) => Array<Phase>(phase.looks).fill(phase)).map(({ outcomes = {}, down = [], task = {} }, index) => {
    const now = NOW + index * secondsApart * 1_000;
    const tasks = ['a', 'b'].map((name) => taskEvidence({ task: name, ...task }));
    const components = down.map((component) => ({ name: component, status: 'DOWN' as const }));
    const probes = new Map<string, TargetProbe>(tasks.map(({ taskArn }) => [taskArn, probeOf(outcomes, components)]));
    const earlier = recent(history, now);
    const examined = examineTasks({ tasks, probes, ...earlier ? { history: earlier } : {} }, PLAN, now);
    const seen = diagnoseService(examined, { ...serviceEvidence(2), tasks }, { dependencies: [] }, PLAN, earlier, now);
    history = seen.history;
    return seen.service.fault;
  });
}

/** One failure, and one recovery, which the observers notice one after the other. */
const ONE_FAILURE: readonly (readonly [string, readonly Phase[], Fault])[] = [
  ['a dependency is down on all, and the load balancer notices two verifications later', [
    { looks: 3 }, { looks: 2, outcomes: SICK, down: ['database'] }, { looks: 5, outcomes: SICK, down: ['database'], task: REFUSED },
  ], 'DEPENDENCY_DOWN'],
  ['the container check lacks its binary, while the prober is answered well', [
    { looks: 3 }, { looks: 7, task: { containerHealth: 'UNHEALTHY' } },
  ], 'CONTAINER_CHECK_BROKEN'],
  ['the readiness fails, and stays so', [{ looks: 3 }, { looks: 7, outcomes: SICK }], 'SYSTEMIC'],
  ['all observers notice a failure at another time, and its end too', [
    { looks: 3 }, { looks: 2, outcomes: SICK }, { looks: 1, outcomes: SICK, task: REFUSED },
    { looks: 1, outcomes: SICK, task: { ...REFUSED, containerHealth: 'UNHEALTHY' } },
    { looks: 1, task: { ...REFUSED, containerHealth: 'UNHEALTHY' } }, { looks: 1, task: { containerHealth: 'UNHEALTHY' } }, { looks: 8 },
  ], 'HEALTHY'],
];

describe.each([60, 2])('verified every %i s, one failure is no flapping', (secondsApart) => {
  test.each(ONE_FAILURE)('%s', (_, phases, last) => {
    const faults = faultsOf(phases, secondsApart);
    expect(faults).not.toContain('UNSTEADY');
    if (secondsApart === 60) { expect(faults.at(-1)).toBe(last); }
  });
});

test('what fails, recovers and fails again is', () => {
  const faults = faultsOf([{ looks: 2 }, ...[1, 2].flatMap(() => [{ looks: 1, outcomes: SICK }, { looks: 1 }])], 60);
  expect(faults.slice(4)).toEqual(['UNSTEADY', 'UNSTEADY']);
});
