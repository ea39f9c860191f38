import * as fc from 'fast-check';
import { check, examined, NOW, OF_SERVICES, PLAN, probeOf, serviceEvidence, startedBy } from './diagnosis-fixtures';
import { diagnoseService, isJudged, PRECEDENCE } from '../../../lambda/diagnosis/diagnose-service';
import type { ExaminedTask, ServiceEvidence, StoppedTask } from '../../../lambda/diagnosis/evidence';
import { FAULTS } from '../../../lambda/diagnosis/faults';
import { countsOf, type ServiceCounts } from '../../../lambda/diagnosis/service-counts';
import type { TargetProbe } from '../../../lambda/shared/check-result';
import type { Fault, Status } from '../../../lambda/shared/verdict';

const NEW = 'ecs-svc/2';
const DEPLOYMENT = { deployments: [{ id: NEW, status: 'PRIMARY', rolloutState: 'IN_PROGRESS', createdAt: '2026-11-20T03:00:00.000Z' }] };
const DATABASE_DOWN = probeOf({ port: 'REFUSED', liveness: undefined, readiness: undefined }, undefined, 'Database');

const SLOW_DATABASE = probeOf({ liveness: 'SLOW', readiness: undefined }, undefined, 'Database');
const door = (outcomes: Parameters<typeof probeOf>[0]) => probeOf({ readiness: undefined, ...outcomes }, undefined, 'front door');
const DOOR_HUNG = door({ liveness: 'TIMEOUT' });

function stop(task: string, secondsAgo: number, lived = 3_600, stopCode = 'EssentialContainerExited'): StoppedTask {
  const at = NOW - secondsAgo * 1000;
  return { task, startedAt: new Date(at - lived * 1000).toISOString(), stoppedAt: new Date(at).toISOString(), stopCode };
}

/** Without its start, as of a task that never ran. */
function unborn({ startedAt: _, ...rest }: StoppedTask): StoppedTask {
  return { ...rest, stopCode: 'TaskFailedToStart' };
}

interface Row {
  readonly name: string;
  readonly tasks: readonly ExaminedTask[];
  readonly desired?: number;
  readonly evidence?: Partial<ServiceEvidence>;
  readonly dependencies?: readonly TargetProbe[];
  readonly frontDoor?: TargetProbe;
  readonly expected: [Fault, Status];
  readonly taskFaults?: readonly Fault[];
  readonly counts?: Partial<ServiceCounts>;
}

function tasksOf(...faults: Fault[]): ExaminedTask[] {
  return faults.map((fault, index) => examined(`task-${index}`, fault));
}

function livenessNaming(component: string): ExaminedTask {
  const checks = [check('liveness', 'UNHEALTHY', [{ name: component, status: 'DOWN' }])];
  return { ...examined('a', 'LIVENESS_FAILED'), probe: { id: 'a', checks } };
}

const ROWS: readonly Row[] = [
  {
    name: 'all well',
    tasks: tasksOf('HEALTHY', 'HEALTHY'),
    expected: ['HEALTHY', 'UP'],
    counts: { verified: 2, failing: 0, needsPeople: 0 },
  },
  { name: 'nothing wanted', tasks: [], expected: ['HEALTHY', 'UP'] },
  { name: 'one comes, one goes', tasks: tasksOf('HEALTHY', 'STARTING', 'DRAINING'), expected: ['HEALTHY', 'UP'], counts: { verified: 3 } },
  { name: 'only starting', tasks: tasksOf('STARTING', 'STARTING'), expected: ['STARTING', 'OUT_OF_SERVICE'] },
  {
    name: 'one hangs',
    tasks: tasksOf('HEALTHY', 'HUNG', 'HEALTHY'),
    expected: ['HUNG', 'DEGRADED'],
    counts: { failing: 1, restartWouldHelp: 1, needsPeople: 0, failingByLayer: { L7: 1 } },
  },
  { name: 'the only one hangs', tasks: tasksOf('HUNG'), expected: ['HUNG', 'DOWN'], counts: { restartWouldHelp: 1 } },
  {
    name: 'all hang',
    tasks: tasksOf('HUNG', 'HUNG'),
    expected: ['SYSTEMIC', 'DOWN'],
    taskFaults: ['HUNG', 'HUNG'],
    counts: { failing: 2, restartWouldHelp: 0, needsPeople: 1 },
  },
  {
    name: 'half of them hang',
    tasks: tasksOf('HUNG', 'HUNG', 'HEALTHY', 'HEALTHY'),
    expected: ['HUNG', 'DEGRADED'],
    counts: { restartWouldHelp: 2 },
  },
  {
    name: 'more than half',
    tasks: tasksOf('HUNG', 'HUNG', 'HEALTHY'),
    expected: ['SYSTEMIC', 'DEGRADED'],
    counts: { restartWouldHelp: 0 },
  },
  {
    name: 'starting tasks do not dilute',
    tasks: tasksOf('HUNG', 'HUNG', 'HEALTHY', 'STARTING', 'DRAINING'),
    expected: ['SYSTEMIC', 'DEGRADED'],
  },
  {
    name: 'two different faults',
    tasks: tasksOf('HUNG', 'PORT_CLOSED'),
    expected: ['SYSTEMIC', 'DOWN'],
    counts: { restartWouldHelp: 0, needsPeople: 1, failingByLayer: { L4: 1, L7: 1 } },
  },
  {
    name: 'all filtered',
    tasks: tasksOf('PORT_FILTERED', 'PORT_FILTERED'),
    expected: ['PORT_FILTERED', 'DOWN'],
    counts: { restartWouldHelp: 0, needsPeople: 1 },
  },
  {
    name: 'one component on one of two tasks',
    tasks: [examined('a', 'COMPONENT_DOWN', ['db']), examined('b', 'HEALTHY')],
    expected: ['COMPONENT_DOWN', 'DEGRADED'],
    counts: { restartWouldHelp: 1, needsPeople: 0 },
  },
  {
    name: 'the same component on all tasks',
    tasks: [examined('a', 'COMPONENT_DOWN', ['db']), examined('b', 'COMPONENT_DOWN', ['cache', 'db'])],
    expected: ['DEPENDENCY_DOWN', 'DOWN'],
    taskFaults: ['DEPENDENCY_DOWN', 'DEPENDENCY_DOWN'],
    counts: { restartWouldHelp: 0, needsPeople: 1 },
  },
  {
    name: 'different components on all tasks',
    tasks: [examined('a', 'COMPONENT_DOWN', ['brokers', 'brokers/orders']), examined('b', 'COMPONENT_DOWN', ['brokers', 'brokers/mail'])],
    expected: ['SYSTEMIC', 'DOWN'],
    taskFaults: ['COMPONENT_DOWN', 'COMPONENT_DOWN'],
    counts: { restartWouldHelp: 0 },
  },
  {
    name: 'one task alone cannot tell',
    tasks: [examined('a', 'COMPONENT_DOWN', ['db'])],
    expected: ['COMPONENT_DOWN', 'DOWN'],
    counts: { restartWouldHelp: 1 },
  },
  {
    name: 'one task, and the dependency of that name fails',
    tasks: [examined('a', 'COMPONENT_DOWN', ['stores/DATABASE'])],
    dependencies: [DATABASE_DOWN, { ...DATABASE_DOWN, id: 'mail' }],
    expected: ['DEPENDENCY_DOWN', 'DOWN'],
    taskFaults: ['DEPENDENCY_DOWN'],
    counts: { restartWouldHelp: 0, needsPeople: 1 },
  },
  {
    name: 'one task, and a dependency of another name fails',
    tasks: [examined('a', 'COMPONENT_DOWN', ['typeorm'])],
    dependencies: [DATABASE_DOWN],
    expected: ['DEPENDENCY_DOWN', 'DOWN'],
  },
  {
    name: 'one task, and its dependency could not be judged',
    tasks: [examined('a', 'COMPONENT_DOWN', ['database'])],
    dependencies: [probeOf({ network: 'PROBER', liveness: undefined, readiness: undefined }, undefined, 'database')],
    expected: ['COMPONENT_DOWN', 'DOWN'],
  },
  { name: 'a dependency that nobody misses', tasks: tasksOf('HEALTHY'), dependencies: [DATABASE_DOWN], expected: ['HEALTHY', 'UP'] },
  { name: 'a finished deployment', tasks: tasksOf('HEALTHY'), evidence: DEPLOYMENT, expected: ['HEALTHY', 'UP'] },
  { name: 'a deployment on its way', tasks: tasksOf('HEALTHY', 'STARTING'), evidence: DEPLOYMENT, expected: ['DEPLOYING', 'DEGRADED'] },
  {
    name: 'a deployment that hangs',
    tasks: tasksOf('HUNG', 'PORT_FILTERED').map((task) => startedBy(NEW, task)),
    evidence: DEPLOYMENT,
    expected: ['DEPLOYING', 'DOWN'],
    counts: { failing: 2, restartWouldHelp: 0, needsPeople: 0 },
  },
  {
    name: 'a deployment without tasks',
    tasks: [],
    desired: 2,
    evidence: { running: 0, ...DEPLOYMENT },
    expected: ['DEPLOYING', 'DEGRADED'],
  },
  {
    name: 'two deployments',
    tasks: tasksOf('DRAINING', 'HEALTHY'),
    evidence: { deployments: [{ status: 'PRIMARY' }, { status: 'ACTIVE' }] },
    expected: ['DEPLOYING', 'DEGRADED'],
  },
  {
    name: 'an old deployment is not one',
    tasks: tasksOf('DRAINING', 'HEALTHY'),
    evidence: { deployments: [{ status: 'PRIMARY' }, { status: 'INACTIVE' }] },
    expected: ['HEALTHY', 'UP'],
  },
  {
    name: 'a task is missing',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: { running: 1 },
    expected: ['TASKS_MISSING', 'DEGRADED'],
    counts: { needsPeople: 1, failing: 0 },
  },
  { name: 'all are missing', tasks: [], desired: 2, evidence: { running: 0 }, expected: ['TASKS_MISSING', 'DOWN'] },
  {
    name: 'missing, but on its way',
    tasks: tasksOf('HEALTHY', 'STARTING'),
    desired: 2,
    evidence: { running: 1 },
    expected: ['HEALTHY', 'UP'],
  },
  { name: 'the two views differ', tasks: tasksOf('HEALTHY'), desired: 2, evidence: { running: 2 }, expected: ['HEALTHY', 'UP'] },
  {
    name: 'a task that is being stopped does not count',
    tasks: tasksOf('HEALTHY', 'DRAINING'),
    desired: 2,
    evidence: { running: 1 },
    expected: ['REPLACING', 'DEGRADED'],
    counts: { needsPeople: 0 },
  },
  {
    name: 'one is being stopped, two are missing',
    tasks: tasksOf('HEALTHY', 'DRAINING'),
    desired: 3,
    evidence: { running: 1 },
    expected: ['TASKS_MISSING', 'DEGRADED'],
  },
  {
    name: 'the missing one has just stopped',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: { running: 1, stopped: [stop('a', 20)] },
    expected: ['REPLACING', 'DEGRADED'],
    counts: { needsPeople: 0 },
  },
  {
    name: 'the only one has just stopped',
    tasks: [],
    desired: 1,
    evidence: { running: 0, stopped: [stop('a', 20)] },
    expected: ['REPLACING', 'DOWN'],
    counts: { needsPeople: 0 },
  },
  {
    name: 'the missing one should be replaced by now',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: { running: 1, stopped: [stop('a', 180)] },
    expected: ['TASKS_MISSING', 'DEGRADED'],
    counts: { needsPeople: 1 },
  },
  {
    name: 'one has just stopped, two are missing',
    tasks: tasksOf('HEALTHY'),
    desired: 3,
    evidence: { running: 1, stopped: [stop('a', 20)] },
    expected: ['TASKS_MISSING', 'DEGRADED'],
  },
  {
    name: 'one died while starting',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: { running: 1, stopped: [stop('a', 20, 5)] },
    expected: ['REPLACING', 'DEGRADED'],
  },
  {
    name: 'two died while starting',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: { running: 1, stopped: [stop('a', 20, 5), stop('b', 300, 5)] },
    expected: ['CRASH_LOOP', 'DEGRADED'],
    counts: { needsPeople: 1 },
  },
  {
    name: 'two never ran',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: { running: 1, stopped: [unborn(stop('a', 20)), unborn(stop('b', 90))] },
    expected: ['DOES_NOT_START', 'DEGRADED'],
  },
  {
    name: 'ECS counts failures itself',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: { running: 1, stopped: [stop('a', 20)], deployments: [{ status: 'PRIMARY', failedTasks: 2 }] },
    expected: ['CRASH_LOOP', 'DEGRADED'],
  },
  {
    name: 'they stop again and again after hours of service',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: { running: 1, stopped: [20, 900, 1800].map((at) => stop(`t${at}`, at, 600)) },
    expected: ['CRASH_LOOP', 'DEGRADED'],
  },
  {
    name: 'spot interruptions are no crash',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: { running: 1, stopped: [20, 900, 1800].map((at) => stop(`t${at}`, at, 600, 'SpotInterruption')) },
    expected: ['REPLACING', 'DEGRADED'],
  },
  {
    name: 'a termination notice is no crash',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: { running: 1, stopped: [20, 900, 1800].map((at) => stop(`t${at}`, at, 600, 'TerminationNotice')) },
    expected: ['REPLACING', 'DEGRADED'],
  },
  {
    name: 'tasks that ECS stops again and again because their check fails',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: {
      running: 1,
      stopped: [20, 900, 1800].map((at) => ({
        ...stop(`t${at}`, at, 600, 'ServiceSchedulerInitiated'),
        reason: 'Task failed container health checks',
      })),
    },
    expected: ['CRASH_LOOP', 'DEGRADED'],
  },
  {
    name: 'tasks that ECS stops again and again to scale in',
    tasks: tasksOf('HEALTHY'),
    desired: 2,
    evidence: {
      running: 1,
      stopped: [20, 900, 1800].map((at) => ({
        ...stop(`t${at}`, at, 600, 'ServiceSchedulerInitiated'),
        reason: 'Scaling activity initiated by deployment ecs-svc/1',
      })),
    },
    expected: ['REPLACING', 'DEGRADED'],
  },
  {
    name: 'a replacement that already runs',
    tasks: tasksOf('HEALTHY', 'HEALTHY'),
    evidence: { stopped: [stop('a', 20)] },
    expected: ['HEALTHY', 'UP'],
  },
  {
    name: 'what needs people is not hidden by a replacement',
    tasks: tasksOf('SLOW'),
    desired: 2,
    evidence: { running: 1, stopped: [stop('a', 20)] },
    expected: ['SLOW', 'DEGRADED'],
    counts: { needsPeople: 1 },
  },
  {
    name: 'an open port',
    tasks: tasksOf('HEALTHY', 'PORT_EXPOSED'),
    expected: ['PORT_EXPOSED', 'DEGRADED'],
    counts: { needsPeople: 1, failing: 0, restartWouldHelp: 0 },
  },
  {
    name: 'an open port on all tasks is no common crash',
    tasks: tasksOf('PORT_EXPOSED', 'PORT_EXPOSED'),
    expected: ['PORT_EXPOSED', 'DEGRADED'],
    counts: { failing: 0 },
  },
  {
    name: 'an open port beside a hung task',
    tasks: tasksOf('HUNG', 'PORT_EXPOSED'),
    expected: ['HUNG', 'DEGRADED'],
    counts: { needsPeople: 1, restartWouldHelp: 1 },
  },
  { name: 'a front door that is well', tasks: tasksOf('HEALTHY'), frontDoor: door({}), expected: ['HEALTHY', 'UP'] },
  {
    name: 'a front door that hangs',
    tasks: tasksOf('HEALTHY', 'HEALTHY'),
    frontDoor: DOOR_HUNG,
    expected: ['FRONT_DOOR_DOWN', 'DOWN'],
    counts: { needsPeople: 1, failing: 0, restartWouldHelp: 0 },
  },
  {
    name: 'a front door without a name',
    tasks: tasksOf('HEALTHY'),
    frontDoor: door({ network: 'UNREACHABLE', port: 'SKIPPED', liveness: 'SKIPPED' }),
    expected: ['FRONT_DOOR_DOWN', 'DOWN'],
  },
  {
    name: 'a front door that says 503 of itself',
    tasks: tasksOf('HEALTHY'),
    frontDoor: door({ liveness: 'OUT_OF_SERVICE' }),
    expected: ['FRONT_DOOR_DOWN', 'DOWN'],
  },
  {
    name: 'a task that drains may have answered at the front door',
    tasks: tasksOf('HEALTHY', 'DRAINING'),
    frontDoor: door({ liveness: 'OUT_OF_SERVICE' }),
    expected: ['HEALTHY', 'UP'],
  },
  {
    name: 'nothing less hides the front door',
    tasks: tasksOf('SLOW', 'PORT_EXPOSED', 'CONTAINER_CHECK_BROKEN', 'STARTING'),
    desired: 9,
    evidence: { running: 4, ...DEPLOYMENT },
    frontDoor: DOOR_HUNG,
    expected: ['FRONT_DOOR_DOWN', 'DOWN'],
  },
  {
    name: 'the front door hides nothing worse',
    tasks: tasksOf('HEALTHY', 'HUNG'),
    frontDoor: DOOR_HUNG,
    expected: ['HUNG', 'DEGRADED'],
    counts: { restartWouldHelp: 1 },
  },
  {
    name: 'nor what the load balancer says of the tasks',
    tasks: tasksOf('HEALTHY', 'LOAD_BALANCER_BLOCKED'),
    frontDoor: DOOR_HUNG,
    expected: ['LOAD_BALANCER_BLOCKED', 'DEGRADED'],
  },
  {
    name: 'a front door with nothing behind it yet',
    tasks: tasksOf('STARTING'),
    frontDoor: DOOR_HUNG,
    expected: ['STARTING', 'OUT_OF_SERVICE'],
  },
  {
    name: 'a front door that nobody could look at',
    tasks: tasksOf('HEALTHY'),
    frontDoor: door({ network: 'PROBER' }),
    expected: ['HEALTHY', 'UP'],
  },
  {
    name: 'a front door whose certificate expires soon',
    tasks: tasksOf('HEALTHY'),
    frontDoor: door({ certificate: 'CERTIFICATE_EXPIRING' }),
    expected: ['TLS_EXPIRING', 'DEGRADED'],
    counts: { needsPeople: 1 },
  },
  { name: 'a slow front door', tasks: tasksOf('HEALTHY'), frontDoor: door({ liveness: 'SLOW' }), expected: ['SLOW', 'DEGRADED'] },
  {
    name: 'a dependency that is slow explains the component of its name',
    tasks: [examined('a', 'COMPONENT_DOWN', ['database:responseTime'])],
    dependencies: [SLOW_DATABASE],
    expected: ['DEPENDENCY_DOWN', 'DOWN'],
  },
  {
    name: 'and no other',
    tasks: [examined('a', 'COMPONENT_DOWN', ['typeorm'])],
    dependencies: [SLOW_DATABASE],
    expected: ['COMPONENT_DOWN', 'DOWN'],
  },
  {
    name: 'a dependency that is out of service is as good as down',
    tasks: [examined('a', 'COMPONENT_DOWN', ['typeorm'])],
    dependencies: [probeOf({ liveness: 'OUT_OF_SERVICE', readiness: undefined }, undefined, 'Database')],
    expected: ['DEPENDENCY_DOWN', 'DOWN'],
  },
  {
    name: 'a dependency of whatever protocol',
    tasks: [examined('a', 'COMPONENT_DOWN', ['search'])],
    dependencies: [probeOf({ liveness: 'UNHEALTHY', readiness: undefined }, undefined, 'search')],
    expected: ['DEPENDENCY_DOWN', 'DOWN'],
  },
  {
    name: 'a dependency whose certificate expires soon explains nothing',
    tasks: [examined('a', 'COMPONENT_DOWN', ['database'])],
    dependencies: [probeOf({ certificate: 'CERTIFICATE_EXPIRING', readiness: undefined }, undefined, 'database')],
    expected: ['COMPONENT_DOWN', 'DOWN'],
  },
  {
    name: 'a liveness check that looks at a dependency',
    tasks: [livenessNaming('database')],
    dependencies: [DATABASE_DOWN],
    expected: ['DEPENDENCY_DOWN', 'DOWN'],
    counts: { restartWouldHelp: 0, needsPeople: 1 },
  },
  {
    name: 'a liveness check that names something else',
    tasks: [livenessNaming('worker')],
    dependencies: [DATABASE_DOWN],
    expected: ['LIVENESS_FAILED', 'DOWN'],
    counts: { restartWouldHelp: 1 },
  },
  {
    name: 'none could be judged',
    tasks: tasksOf('PROBER_FAULT', 'PROBER_FAULT', 'STARTING'),
    desired: 5,
    evidence: DEPLOYMENT,
    expected: ['PROBER_FAULT', 'UNKNOWN'],
    counts: { verified: 1, needsPeople: 0 },
  },
  { name: 'one could not be judged', tasks: tasksOf('PROBER_FAULT', 'HEALTHY'), expected: ['HEALTHY', 'UP'], counts: { verified: 1 } },
  {
    name: 'a broken container check',
    tasks: tasksOf('CONTAINER_CHECK_BROKEN', 'HEALTHY'),
    expected: ['CONTAINER_CHECK_BROKEN', 'DEGRADED'],
    counts: { failing: 0, needsPeople: 1 },
  },
  {
    name: 'two faults for people, one for a restart',
    tasks: tasksOf('SLOW', 'TLS_INVALID', 'SLOW', 'HUNG'),
    expected: ['TLS_INVALID', 'DEGRADED'],
    counts: { needsPeople: 2, restartWouldHelp: 1 },
  },
];

test.each(ROWS)('$name', ({ tasks, desired = tasks.length, evidence, dependencies = [], frontDoor, expected, taskFaults, counts }) => {
  const service = serviceEvidence(desired, evidence);
  const verdict = diagnoseService(tasks, service, { dependencies, ...frontDoor ? { frontDoor } : {} }, PLAN, undefined, NOW);
  expect([verdict.service.fault, verdict.service.status]).toEqual(expected);
  expect(verdict.service.evidence.length).toBeGreaterThan(0);
  if (taskFaults) { expect(verdict.tasks.map(({ diagnosis }) => diagnosis.fault)).toEqual(taskFaults); }
  expect(countsOf(verdict, service)).toMatchObject({ desired, ...counts });
});

test('SYSTEMIC is on the layer of the fault that the tasks share', () => {
  const { service } = diagnoseService(
    tasksOf('PORT_CLOSED', 'PORT_CLOSED'),
    serviceEvidence(2),
    { dependencies: [] },
    PLAN,
    undefined,
    NOW,
  );
  expect(service).toMatchObject({ fault: 'SYSTEMIC', layer: 'L4', remedy: 'ALERT' });
  expect(service.evidence).toEqual([
    '2 of 2 judged tasks are down, more than a share of 0.5: PORT_CLOSED on 2',
    'PORT_CLOSED was seen',
  ]);
});

test('the evidence says which component on how many tasks, and which dependency fails', () => {
  const tasks = [examined('a', 'COMPONENT_DOWN', ['database']), examined('b', 'COMPONENT_DOWN', ['database']), examined('c', 'HEALTHY')];
  const { service } = diagnoseService(tasks, serviceEvidence(3), { dependencies: [DATABASE_DOWN] }, PLAN, undefined, NOW);
  expect(service.evidence.slice(0, 3)).toEqual([
    'DEPENDENCY_DOWN on 2 of 3 tasks (a, b)',
    'component database is down on 2 of 3 tasks',
    'the probe of dependency Database fails: PORT_CLOSED, port (L4): port was REFUSED',
  ]);
});

test('only the dependency that a component is named after is blamed for it', () => {
  const { tasks } = diagnoseService(
    [examined('a', 'COMPONENT_DOWN', ['database'])],
    serviceEvidence(1),
    { dependencies: [DATABASE_DOWN, { ...DATABASE_DOWN, id: 'mail' }] },
    PLAN,
    undefined,
    NOW,
  );
  expect(tasks[0].diagnosis.evidence).toEqual([
    'the probe of dependency Database fails: PORT_CLOSED, port (L4): port was REFUSED',
    'COMPONENT_DOWN was seen',
  ]);
});

test('what the front door saw comes first, and is told where something worse is the fault', () => {
  const probes = { dependencies: [], frontDoor: DOOR_HUNG };
  const saw = 'the front door fails: HUNG, liveness (L7): liveness was TIMEOUT';
  const edge = diagnoseService(tasksOf('HEALTHY', 'SLOW'), serviceEvidence(2), probes, PLAN, undefined, NOW).service;
  expect(edge).toMatchObject({ fault: 'FRONT_DOOR_DOWN', layer: 'EDGE', remedy: 'ALERT' });
  expect(edge.evidence).toEqual([saw, '2 of 2 tasks are well behind it', 'answered well: network (L3), port (L4)']);
  expect(diagnoseService(tasksOf('HEALTHY', 'HUNG'), serviceEvidence(2), probes, PLAN, undefined, NOW).service.evidence).toContain(saw);
});

test('the evidence of missing tasks says which stopped last, when and why', () => {
  const service = serviceEvidence(2, {
    running: 1,
    stopped: [{ ...stop('a', 20), reason: 'Essential container in task exited' }, stop('b', 170)],
  });
  expect(diagnoseService(tasksOf('HEALTHY'), service, { dependencies: [] }, PLAN, undefined, NOW).service.evidence).toEqual([
    '1 of 2 desired tasks run, and none is starting',
    'task a stopped 20 s ago (EssentialContainerExited: Essential container in task exited)',
  ]);
});

test('a replacement that never comes is a fault that people are told of, whatever stopped before', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 180, max: 3_600 }), { maxLength: 5 }), (ages) => {
    const stopped = ages.sort((a, b) => a - b).map((age, index) => stop(`s${index}`, age));
    expect(['TASKS_MISSING', 'CRASH_LOOP']).toContain(
      diagnoseService(tasksOf('HEALTHY'), serviceEvidence(2, { running: 1, stopped }), { dependencies: [] }, PLAN, undefined, NOW)
        .service.fault,
    );
  }));
});

test('the order of precedence knows every fault once', () => {
  expect([...PRECEDENCE].sort()).toEqual(Object.keys(FAULTS).sort());
});

const faults = fc.constantFrom(
  ...(Object.keys(FAULTS) as Fault[]).filter((fault) => !OF_SERVICES.includes(fault)),
);
const fleets = fc.record({
  tasks: fc
    .array(fc.tuple(faults, fc.subarray(['db', 'cache', 'queue'])), { maxLength: 8 })
    .map((given) => given.map(([fault, components], index) => examined(`t${index}`, fault, fault === 'COMPONENT_DOWN' ? components : []))),
  desired: fc.nat(8),
  running: fc.nat(8),
  deploying: fc.boolean(),
  stopped: fc
    .array(fc.record({ ago: fc.nat(1_000), lived: fc.nat(200) }), { maxLength: 4 })
    .map((given) => given.sort((a, b) => a.ago - b.ago).map(({ ago, lived }, index) => stop(`s${index}`, ago, lived))),
  frontDoor: fc.option(
    fc.constantFrom(DOOR_HUNG, door({}), door({ liveness: 'SLOW' }), door({ network: 'PROBER' }), door({ liveness: 'OUT_OF_SERVICE' })),
    { nil: undefined },
  ),
  dependencies: fc.subarray([DATABASE_DOWN, SLOW_DATABASE, probeOf({ liveness: undefined, readiness: undefined }, undefined, 'cache')]),
  systemicShare: fc.double({ min: 0.1, max: 1, noNaN: true }),
});

interface Fleet {
  readonly tasks: readonly ExaminedTask[];
  readonly desired: number;
  readonly running: number;
  readonly deploying: boolean;
  readonly stopped: readonly StoppedTask[];
  readonly frontDoor: TargetProbe | undefined;
  readonly dependencies: readonly TargetProbe[];
  readonly systemicShare: number;
}

function judge(fleet: Fleet) {
  const service = serviceEvidence(fleet.desired, {
    running: fleet.running,
    stopped: fleet.stopped.map((task) => (fleet.deploying ? { ...task, startedBy: NEW } : task)),
    ...(fleet.deploying ? DEPLOYMENT : {}),
  });
  const { dependencies, frontDoor } = fleet;
  const probes = { dependencies, ...frontDoor ? { frontDoor } : {} };
  const tasks = fleet.deploying ? fleet.tasks.map((task) => startedBy(NEW, task)) : fleet.tasks;
  const verdict = diagnoseService(tasks, service, probes, { ...PLAN, systemicShare: fleet.systemicShare }, undefined, NOW);
  return { ...verdict, counts: countsOf(verdict, service) };
}

test('the order in which AWS lists the tasks changes nothing', () => {
  fc.assert(fc.property(fleets, fc.infiniteStream(fc.nat()), (fleet, keys) => {
    const one = judge(fleet);
    const shuffled = fleet.tasks
      .map((task) => ({ task, key: keys.next().value as number }))
      .sort((a, b) => a.key - b.key)
      .map(({ task }) => task);
    const other = judge({ ...fleet, tasks: shuffled });
    expect(other.service).toEqual(one.service);
    expect(other.counts).toEqual(one.counts);
    const byName = (tasks: readonly ExaminedTask[]) =>
      Object.fromEntries(tasks.map(({ evidence, diagnosis }) => [evidence.task, diagnosis]));
    expect(byName(other.tasks)).toEqual(byName(one.tasks));
  }), { numRuns: 300 });
});

test('a restart is never suggested where it cannot help', () => {
  fc.assert(fc.property(fleets, (fleet) => {
    const { service, tasks, counts } = judge(fleet);
    const restartable = tasks.filter(({ diagnosis: { remedy } }) => remedy === 'RESTART' || remedy === 'RECOVER').length;
    expect(counts.restartWouldHelp).toBeLessThanOrEqual(restartable);
    if (['SYSTEMIC', 'DEPENDENCY_DOWN', 'DEPLOYING', 'PROBER_FAULT'].includes(service.fault)) { expect(counts.restartWouldHelp).toBe(0); }
    // What a deployment has started is the deployment's.
    if (fleet.deploying && tasks.some(({ diagnosis: { fault } }) => fault !== 'HEALTHY')) {
      // A front door that warns is no matter of the deployment.
      expect(['DEPLOYING', 'PROBER_FAULT', 'FRONT_DOOR_DOWN', 'SLOW', 'TLS_EXPIRING', 'TOO_FEW_SERVE']).toContain(service.fault);
    }
    if (service.fault === 'DEPLOYING' || service.status === 'UNKNOWN') { expect(counts.needsPeople).toBe(0); }
    for (const { fault, remedy } of [service, ...tasks.map(({ diagnosis }) => diagnosis)]) {
      expect([FAULTS[fault].remedy, 'ALERT']).toContain(remedy);
    }
  }), { numRuns: 500 });
});

test('a service is DOWN only when nothing of it serves, and UP only when nothing is wrong', () => {
  fc.assert(fc.property(fleets, (fleet) => {
    const { service, tasks, counts } = judge(fleet);
    const judged = tasks.filter(isJudged);
    if (service.fault === 'FRONT_DOOR_DOWN') {
      expect(judged.length > 0 && judged.every(({ diagnosis: { status } }) => status !== 'DOWN')).toBe(true);
    } else if (service.status === 'DOWN') {
      expect(judged.every(({ diagnosis: { status } }) => status === 'DOWN')).toBe(true);
    }
    if (service.status === 'UP') { expect([service.fault, counts.failing, counts.needsPeople]).toEqual(['HEALTHY', 0, 0]); }
    const byLayer = Object.values(counts.failingByLayer).reduce((sum, count) => sum + count, 0);
    expect(byLayer).toBe(counts.failing);
  }), { numRuns: 500 });
});
