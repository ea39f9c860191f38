import * as fc from 'fast-check';
import { examined, PLAN, probeOf, serviceEvidence } from './given';
import { countsOf } from '../../../lambda/diagnosis/counts';
import { diagnoseService, isJudged, PRECEDENCE } from '../../../lambda/diagnosis/diagnose-service';
import type { ExaminedTask, ServiceEvidence } from '../../../lambda/diagnosis/evidence';
import { FAULTS } from '../../../lambda/diagnosis/faults';
import type { Fault, ReportCounts, Status, TargetProbe } from '../../../lambda/report/report';

const DEPLOYMENT = { deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', createdAt: '2026-11-20T03:00:00.000Z' }] };
const DATABASE_DOWN = probeOf({ port: 'REFUSED', liveness: undefined, readiness: undefined }, undefined, 'Database');

interface Row {
  readonly name: string;
  readonly tasks: readonly ExaminedTask[];
  readonly desired?: number;
  readonly evidence?: Partial<ServiceEvidence>;
  readonly dependencies?: readonly TargetProbe[];
  readonly expected: [Fault, Status];
  readonly taskFaults?: readonly Fault[];
  readonly counts?: Partial<ReportCounts>;
}

function tasksOf(...faults: Fault[]): ExaminedTask[] {
  return faults.map((fault, index) => examined(`task-${index}`, fault));
}

const ROWS: readonly Row[] = [
  { name: 'all well', tasks: tasksOf('HEALTHY', 'HEALTHY'), expected: ['HEALTHY', 'UP'], counts: { verified: 2, failing: 0, needsPeople: 0 } },
  { name: 'nothing wanted', tasks: [], expected: ['HEALTHY', 'UP'] },
  { name: 'one comes, one goes', tasks: tasksOf('HEALTHY', 'STARTING', 'DRAINING'), expected: ['HEALTHY', 'UP'], counts: { verified: 3 } },
  { name: 'only starting', tasks: tasksOf('STARTING', 'STARTING'), expected: ['STARTING', 'OUT_OF_SERVICE'] },
  { name: 'one hangs', tasks: tasksOf('HEALTHY', 'HUNG', 'HEALTHY'), expected: ['HUNG', 'DEGRADED'], counts: { failing: 1, restartWouldHelp: 1, needsPeople: 0, failingByLayer: { L7: 1 } } },
  { name: 'the only one hangs', tasks: tasksOf('HUNG'), expected: ['HUNG', 'DOWN'], counts: { restartWouldHelp: 1 } },
  { name: 'all hang', tasks: tasksOf('HUNG', 'HUNG'), expected: ['SYSTEMIC', 'DOWN'], taskFaults: ['HUNG', 'HUNG'], counts: { failing: 2, restartWouldHelp: 0, needsPeople: 1 } },
  { name: 'half of them hang', tasks: tasksOf('HUNG', 'HUNG', 'HEALTHY', 'HEALTHY'), expected: ['HUNG', 'DEGRADED'], counts: { restartWouldHelp: 2 } },
  { name: 'more than half', tasks: tasksOf('HUNG', 'HUNG', 'HEALTHY'), expected: ['SYSTEMIC', 'DEGRADED'], counts: { restartWouldHelp: 0 } },
  { name: 'starting tasks do not dilute', tasks: tasksOf('HUNG', 'HUNG', 'HEALTHY', 'STARTING', 'DRAINING'), expected: ['SYSTEMIC', 'DEGRADED'] },
  { name: 'two different faults', tasks: tasksOf('HUNG', 'PORT_CLOSED'), expected: ['PORT_CLOSED', 'DOWN'], counts: { restartWouldHelp: 2, failingByLayer: { L4: 1, L7: 1 } } },
  { name: 'all filtered', tasks: tasksOf('PORT_FILTERED', 'PORT_FILTERED'), expected: ['PORT_FILTERED', 'DOWN'], counts: { restartWouldHelp: 0, needsPeople: 1 } },
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
  { name: 'one task alone cannot tell', tasks: [examined('a', 'COMPONENT_DOWN', ['db'])], expected: ['COMPONENT_DOWN', 'DOWN'], counts: { restartWouldHelp: 1 } },
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
  { name: 'a deployment that hangs', tasks: tasksOf('HUNG', 'PORT_FILTERED'), evidence: DEPLOYMENT, expected: ['DEPLOYING', 'DOWN'], counts: { failing: 2, restartWouldHelp: 0, needsPeople: 0 } },
  { name: 'a deployment without tasks', tasks: [], desired: 2, evidence: { running: 0, ...DEPLOYMENT }, expected: ['DEPLOYING', 'DEGRADED'] },
  { name: 'two deployments', tasks: tasksOf('DRAINING', 'HEALTHY'), evidence: { deployments: [{ status: 'PRIMARY' }, { status: 'ACTIVE' }] }, expected: ['DEPLOYING', 'DEGRADED'] },
  { name: 'an old deployment is not one', tasks: tasksOf('DRAINING', 'HEALTHY'), evidence: { deployments: [{ status: 'PRIMARY' }, { status: 'INACTIVE' }] }, expected: ['HEALTHY', 'UP'] },
  { name: 'a task is missing', tasks: tasksOf('HEALTHY'), desired: 2, evidence: { running: 1 }, expected: ['CAPACITY', 'DEGRADED'], counts: { needsPeople: 1, failing: 0 } },
  { name: 'all are missing', tasks: [], desired: 2, evidence: { running: 0 }, expected: ['CAPACITY', 'DOWN'] },
  { name: 'missing, but on its way', tasks: tasksOf('HEALTHY', 'STARTING'), desired: 2, evidence: { running: 1 }, expected: ['HEALTHY', 'UP'] },
  { name: 'the two views differ', tasks: tasksOf('HEALTHY'), desired: 2, evidence: { running: 2 }, expected: ['HEALTHY', 'UP'] },
  { name: 'a task that is stopped does not count', tasks: tasksOf('HEALTHY', 'DRAINING'), desired: 2, evidence: { running: 1 }, expected: ['CAPACITY', 'DEGRADED'] },
  { name: 'none could be judged', tasks: tasksOf('PROBER_FAULT', 'PROBER_FAULT', 'STARTING'), desired: 5, evidence: DEPLOYMENT, expected: ['PROBER_FAULT', 'UNKNOWN'], counts: { verified: 1, needsPeople: 0 } },
  { name: 'one could not be judged', tasks: tasksOf('PROBER_FAULT', 'HEALTHY'), expected: ['HEALTHY', 'UP'], counts: { verified: 1 } },
  { name: 'a broken container check', tasks: tasksOf('CONTAINER_CHECK_BROKEN', 'HEALTHY'), expected: ['CONTAINER_CHECK_BROKEN', 'DEGRADED'], counts: { failing: 0, needsPeople: 1 } },
  { name: 'two faults for people, one for a restart', tasks: tasksOf('SLOW', 'TLS_INVALID', 'SLOW', 'HUNG'), expected: ['TLS_INVALID', 'DEGRADED'], counts: { needsPeople: 2, restartWouldHelp: 1 } },
];

test.each(ROWS)('$name', ({ tasks, desired = tasks.length, evidence, dependencies = [], expected, taskFaults, counts }) => {
  const service = serviceEvidence(desired, evidence);
  const verdict = diagnoseService(tasks, service, dependencies, PLAN);
  expect([verdict.service.fault, verdict.service.status]).toEqual(expected);
  expect(verdict.service.evidence.length).toBeGreaterThan(0);
  if (taskFaults) expect(verdict.tasks.map(({ diagnosis }) => diagnosis.fault)).toEqual(taskFaults);
  expect(countsOf(verdict, service)).toMatchObject({ desired, ...counts });
});

test('SYSTEMIC is on the layer of the fault that the tasks share', () => {
  const { service } = diagnoseService(tasksOf('PORT_CLOSED', 'PORT_CLOSED'), serviceEvidence(2), [], PLAN);
  expect(service).toMatchObject({ fault: 'SYSTEMIC', layer: 'L4', remedy: 'ALERT' });
  expect(service.evidence).toEqual(['more than 0.5 of the judged tasks share one fault', 'PORT_CLOSED on 2 of 2 tasks (task-0, task-1)', 'PORT_CLOSED was seen']);
});

test('the evidence says which component on how many tasks, and which dependency fails', () => {
  const tasks = [examined('a', 'COMPONENT_DOWN', ['database']), examined('b', 'COMPONENT_DOWN', ['database']), examined('c', 'HEALTHY')];
  const { service } = diagnoseService(tasks, serviceEvidence(3), [DATABASE_DOWN], PLAN);
  expect(service.evidence.slice(0, 3)).toEqual([
    'DEPENDENCY_DOWN on 2 of 3 tasks (a, b)',
    'component database is down on 2 of 3 tasks',
    'the probe of dependency Database fails: PORT_CLOSED, port (L4): port was REFUSED',
  ]);
});

test('only the dependency that a component is named after is blamed for it', () => {
  const { tasks } = diagnoseService([examined('a', 'COMPONENT_DOWN', ['database'])], serviceEvidence(1), [DATABASE_DOWN, { ...DATABASE_DOWN, id: 'mail' }], PLAN);
  expect(tasks[0].diagnosis.evidence).toEqual([
    'the probe of dependency Database fails: PORT_CLOSED, port (L4): port was REFUSED',
    'COMPONENT_DOWN was seen',
  ]);
});

test('the order of precedence knows every fault once', () => {
  expect([...PRECEDENCE].sort()).toEqual(Object.keys(FAULTS).sort());
});

const faults = fc.constantFrom(...(Object.keys(FAULTS) as Fault[]).filter((fault) => !['DEPLOYING', 'DEPENDENCY_DOWN', 'CAPACITY', 'EDGE', 'SYSTEMIC'].includes(fault)));
const fleets = fc.record({
  tasks: fc.array(fc.tuple(faults, fc.subarray(['db', 'cache', 'queue'])), { maxLength: 8 })
    .map((given) => given.map(([fault, components], index) => examined(`t${index}`, fault, fault === 'COMPONENT_DOWN' ? components : []))),
  desired: fc.nat(8),
  running: fc.nat(8),
  deploying: fc.boolean(),
  dependencies: fc.subarray([DATABASE_DOWN, probeOf({ liveness: undefined, readiness: undefined }, undefined, 'cache')]),
  systemicShare: fc.double({ min: 0.1, max: 1, noNaN: true }),
});

interface Fleet {
  readonly tasks: readonly ExaminedTask[];
  readonly desired: number;
  readonly running: number;
  readonly deploying: boolean;
  readonly dependencies: readonly TargetProbe[];
  readonly systemicShare: number;
}

function judge(fleet: Fleet) {
  const service = serviceEvidence(fleet.desired, { running: fleet.running, ...fleet.deploying ? DEPLOYMENT : {} });
  const verdict = diagnoseService(fleet.tasks, service, fleet.dependencies, fleet);
  return { ...verdict, counts: countsOf(verdict, service) };
}

test('the order in which AWS lists the tasks changes nothing', () => {
  fc.assert(fc.property(fleets, fc.infiniteStream(fc.nat()), (fleet, keys) => {
    const one = judge(fleet);
    const shuffled = fleet.tasks.map((task) => ({ task, key: keys.next().value as number })).sort((a, b) => a.key - b.key).map(({ task }) => task);
    const other = judge({ ...fleet, tasks: shuffled });
    expect(other.service).toEqual(one.service);
    expect(other.counts).toEqual(one.counts);
    const byName = (tasks: readonly ExaminedTask[]) => Object.fromEntries(tasks.map(({ evidence, diagnosis }) => [evidence.task, diagnosis]));
    expect(byName(other.tasks)).toEqual(byName(one.tasks));
  }), { numRuns: 300 });
});

test('a restart is never suggested where it cannot help', () => {
  fc.assert(fc.property(fleets, (fleet) => {
    const { service, tasks, counts } = judge(fleet);
    const restartable = tasks.filter(({ diagnosis: { remedy } }) => remedy === 'RESTART' || remedy === 'RECOVER').length;
    expect(counts.restartWouldHelp).toBeLessThanOrEqual(restartable);
    if (['SYSTEMIC', 'DEPENDENCY_DOWN', 'DEPLOYING', 'PROBER_FAULT'].includes(service.fault)) expect(counts.restartWouldHelp).toBe(0);
    if (fleet.deploying && tasks.some(({ diagnosis: { fault } }) => fault !== 'HEALTHY')) expect(['DEPLOYING', 'PROBER_FAULT']).toContain(service.fault);
    if (service.fault === 'DEPLOYING' || service.status === 'UNKNOWN') expect(counts.needsPeople).toBe(0);
    for (const { fault, remedy } of [service, ...tasks.map(({ diagnosis }) => diagnosis)]) expect(remedy).toBe(FAULTS[fault].remedy);
  }), { numRuns: 500 });
});

test('a service is DOWN only when nothing of it serves, and UP only when nothing is wrong', () => {
  fc.assert(fc.property(fleets, (fleet) => {
    const { service, tasks, counts } = judge(fleet);
    const judged = tasks.filter(isJudged);
    if (service.status === 'DOWN') expect(judged.every(({ diagnosis: { status } }) => status === 'DOWN')).toBe(true);
    if (service.status === 'UP') expect([service.fault, counts.failing, counts.needsPeople]).toEqual(['HEALTHY', 0, 0]);
    const byLayer = Object.values(counts.failingByLayer).reduce((sum, count) => sum + count, 0);
    expect(byLayer).toBe(counts.failing);
  }), { numRuns: 500 });
});
