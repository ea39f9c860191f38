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

describe('while other tasks change between well and failing', () => {
  type Looks = readonly Parameters<typeof probeOf>[0][];
  const OK = {};
  const LATE = { liveness: 'TIMEOUT', readiness: 'TIMEOUT' } as const;
  /** What the second of two tasks has, where the first one answers so. */
  const second = (first: Looks, other: Looks, task: Partial<TaskEvidence> = {}) => {
    let history: History | undefined;
    const found = first.map((outcomes, index) => {
      const now = NOW + index * 60_000;
      const tasks = [taskEvidence({ task: 'a' }), taskEvidence({ task: 'b', ...index > first.length - 4 ? task : {} })];
      const probes = new Map([[tasks[0].taskArn, probeOf(outcomes)], [tasks[1].taskArn, probeOf(other[index])]]);
      const examined = examineTasks({ tasks, probes, ...history ? { history } : {} }, PLAN, now);
      const seen = diagnoseService(examined, { ...serviceEvidence(2), tasks }, { dependencies: [] }, PLAN, history, now);
      history = seen.history;
      return [seen.tasks[1].diagnosis, ...seen.tasks[1].further].map(({ fault }) => fault);
    });
    return found.at(-1);
  };
  const flapping: Looks = [OK, OK, OK, LATE, OK, LATE, OK, LATE, OK, LATE, OK];
  const well = flapping.map(() => OK);
  const short = (answers: Looks) => answers.slice(4);

  test.each<[string, Looks, Partial<TaskEvidence>]>([
    ['fails', [...short(well).slice(1), LATE], {}],
    ['fails its container check', short(well), { containerHealth: 'UNHEALTHY' }],
    ['fails both', [...short(well).slice(1), { readiness: 'TIMEOUT' }], { containerHealth: 'UNHEALTHY' }],
    ['is refused by its load balancer', short(well), REFUSED],
  ])('one that %s is one of them', (_, answers, task) => {
    expect(second(short(flapping), answers, task)).toEqual(['UNSTEADY']);
  });

  test('one that has been as it is for as long as is remembered has its own fault', () => {
    expect(second(flapping, flapping.map(() => LATE))).toEqual(['HUNG']);
    expect(second(flapping, well, { containerHealth: 'UNHEALTHY' })).toEqual(['CONTAINER_CHECK_BROKEN']);
    // It was steady until now.
    expect(second(flapping, [...well.slice(1), LATE])).toEqual(['UNSTEADY']);
  });

  test('one that hangs soon after another one recovered by itself is one of them, and one that fails otherwise is not', () => {
    const blip: Looks = [OK, LATE, LATE, OK, OK];
    expect(second(blip, [OK, OK, OK, OK, LATE])).toEqual(['UNSTEADY']);
    expect(second(blip.slice(0, -1), [OK, OK, OK, LATE])).toEqual(['UNSTEADY']);
    expect(second(blip, [OK, OK, OK, OK, { readiness: 'UNHEALTHY' }])).toEqual(['COMPONENT_DOWN']);
    expect(second([OK, OK, OK, OK, OK], [OK, OK, OK, OK, LATE])).toEqual(['HUNG']);
  });
});
