import type { ServiceEvidence, TaskEvidence, TaskIdentity } from '../../../lambda/diagnosis/evidence';
import type { CheckName, Outcome } from '../../../lambda/shared/check-result';
import type { ProbeRequest } from '../../../lambda/shared/probe-request';
import { Histories } from '../../../lambda/verification/histories';
import type { Report } from '../../../lambda/verification/report/report';
import { verifyOnce, type VerifyDeps } from '../../../lambda/verification/verify-once';
import type { Plan } from '../../../src/shared/plan';
import { check, NOW, PLAN, probeOf, serviceEvidence, taskEvidence } from '../diagnosis/diagnosis-fixtures';

type Outcomes = Partial<Record<CheckName, Outcome | undefined>>;

interface Given {
  readonly tasks?: readonly TaskEvidence[];
  readonly service?: Partial<ServiceEvidence>;
  /** What each task's probe finds; all is well otherwise. */
  readonly found?: Readonly<Record<string, Outcomes>>;
  readonly plan?: Partial<Plan>;
  readonly surroundings?: Partial<VerifyDeps>;
}

const ENDPOINT = { protocol: 'grpc', timeoutMs: 700 } as const;
const DATABASE = { name: 'database', host: 'db.internal', port: 5432, endpoint: ENDPOINT };
const door = (inside: boolean) => ({ host: 'orders.example.com', port: 443, endpoint: ENDPOINT, inside });

/** One look, with what was asked of the prober and of the verifier itself. */
async function lookAt({ tasks = [taskEvidence()], service, found = {}, plan, surroundings }: Given) {
  const inside: ProbeRequest[] = [];
  const outside: ProbeRequest[] = [];
  const reread: string[][] = [];
  const answer = ({ targets, dependencies, frontDoor }: ProbeRequest) => {
    const probe = ({ id }: { id: string }) => probeOf(found[id.split('/').pop()!], undefined, id);
    return { targets: targets.map(probe), dependencies: dependencies.map(probe), ...frontDoor ? { frontDoor: probe(frontDoor) } : {} };
  };
  const report = await verifyOnce({ ...PLAN, ...plan }, {
    histories: new Histories(),
    readGroupSettings: () => Promise.resolve(new Map()),
    now: () => NOW,
    readEvidence: async () => ({ ...serviceEvidence(tasks.length), tasks, ...service }),
    readIdentities: async (_plan, arns) => {
      reread.push([...arns]);
      return tasks.filter(({ taskArn }) => arns.includes(taskArn));
    },
    readSecrets: async () => undefined,
    probe: async (request) => {
      inside.push(request);
      return answer(request);
    },
    probeFromOutside: async (request) => {
      outside.push(request);
      return answer(request);
    },
    ...surroundings,
  });
  return { report, inside, outside, reread };
}

function faultOf({ tasks }: Report, name: string): string {
  const { fault, evidence } = tasks.find(({ task }) => task === name)!;
  return `${fault}: ${evidence[0]}`;
}

test.each([999, 20_001])('a deadline of %s ms need not be divisible', async (roundDeadlineMs) => {
  const { report } = await lookAt({ plan: { timing: { ...PLAN.timing, roundDeadlineMs } } });
  expect(report).toMatchObject({ fault: 'HEALTHY' });
});

describe('before a task is blamed it is read again', () => {
  const before = taskEvidence({ task: 'a' });
  const after = (changes: Partial<TaskIdentity> = {}) => {
    const { taskArn, address, startedAt, lastStatus, desiredStatus } = { ...before, ...changes };
    return async () => [{ taskArn, lastStatus, desiredStatus, ...address ? { address } : {}, ...startedAt ? { startedAt } : {} }];
  };
  const hung: Given = { tasks: [before, taskEvidence({ task: 'b' })], found: { a: { liveness: 'TIMEOUT' } } };

  test('the same task is blamed', async () => {
    const { report, reread } = await lookAt(hung);
    expect(report).toMatchObject({ fault: 'HUNG', counts: { restartWouldHelp: 1 } });
    expect(reread).toEqual([[before.taskArn]]);
  });

  test.each<[name: string, identities: () => Promise<readonly TaskIdentity[]>, verdict: string]>([
    [
      'is being stopped',
      after({ desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' }),
      'DRAINING: ECS is stopping the task: DEACTIVATING, desired STOPPED',
    ],
    [
      'has stopped',
      after({ desiredStatus: 'STOPPED', lastStatus: 'STOPPED', address: undefined }),
      'DRAINING: ECS is stopping the task: STOPPED, desired STOPPED',
    ],
    [
      'has another address',
      after({ address: '10.0.0.9' }),
      'PROBER_FAULT: the task is another one than was probed: address was 10.0.0.1, is 10.0.0.9',
    ],
    [
      'has another start',
      after({ startedAt: '2026-11-20T03:11:59.000Z' }),
      'PROBER_FAULT: the task is another one than was probed: startedAt was 2026-11-20T02:12:00.000Z, is ' + '2026-11-20T03:11:59.000Z',
    ],
  ])('one that %s is not', async (_, readIdentities, verdict) => {
    for (const outcomes of [{ liveness: 'TIMEOUT' }, { port: 'REFUSED' }, { network: 'TIMEOUT' }] as const) {
      const { report } = await lookAt({ ...hung, found: { a: outcomes }, surroundings: { readIdentities } });
      expect(faultOf(report, 'a')).toBe(verdict);
      expect(faultOf(report, 'b')).toMatch(/^HEALTHY/);
      expect(report.counts).toMatchObject({ failing: 0, restartWouldHelp: 0, needsPeople: 0 });
      expect(report.tasks.find(({ task }) => task === 'a')!.checks).toEqual([]);
    }
  });

  test('where ECS does not say, what was seen stands and the doubt is told', async () => {
    const { report } = await lookAt({
      ...hung,
      surroundings: {
        readIdentities: async () => {
          throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
        },
      },
    });
    expect(report.fault).toBe('HUNG');
    expect(report.evidence.at(-1)).toBe('the failing tasks could not be read again: ThrottlingException: slow down');
  });

  test('a task that ECS leaves out of its answer has not stopped for that: it would say so for an hour', async () => {
    const { report } = await lookAt({ ...hung, surroundings: { readIdentities: async () => [] } });
    expect(report).toMatchObject({ fault: 'HUNG', counts: { restartWouldHelp: 1 } });
    expect(report.evidence.at(-1)).toBe('ECS did not describe 1 of the 1 failing tasks again');
  });

  test.each<[name: string, outcomes: Outcomes]>([
    ['is well', {}],
    ['is slow', { liveness: 'SLOW' }],
    ['drains by its own account', { readiness: 'OUT_OF_SERVICE' }],
    ['could not be judged', { network: 'PROBER' }],
  ])('a task that %s costs no call', async (_, outcomes) => {
    expect((await lookAt({ found: { 'task-1': outcomes } })).reread).toEqual([]);
  });
});

describe('what is asked of whom', () => {
  test('tasks with their closed ports, dependencies in their own protocol, and a front door inside', async () => {
    const { inside, outside } = await lookAt({ plan: { dependencies: [DATABASE], frontDoor: door(true), closedPorts: [22] } });
    expect(outside).toEqual([]);
    expect(inside).toEqual([
      {
        targets: [
          {
            id: taskEvidence().taskArn,
            host: '10.0.0.1',
            port: 8080,
            liveness: PLAN.liveness,
            readiness: PLAN.readiness,
            closedPorts: [22],
            timeoutMs: 500,
          },
        ],
        dependencies: [{ id: 'database', host: 'db.internal', port: 5432, liveness: ENDPOINT, timeoutMs: 700 }],
        frontDoor: { id: 'front-door', host: 'orders.example.com', port: 443, liveness: ENDPOINT, timeoutMs: 700 },
        spreadMs: 0,
        deadlineMs: 9_000,
      },
    ]);
  });

  test('a front door that clients come to from elsewhere is asked by the verifier itself', async () => {
    const { inside, outside, report } = await lookAt({
      plan: { frontDoor: door(false) },
      found: { 'front-door': { liveness: 'TIMEOUT' } },
    });
    expect(inside[0]).not.toHaveProperty('frontDoor');
    expect(outside).toEqual([
      { targets: [], dependencies: [], frontDoor: expect.objectContaining({ id: 'front-door' }) as object, deadlineMs: 9_000 },
    ]);
    expect(report).toMatchObject({ fault: 'FRONT_DOOR_DOWN', status: 'DOWN', layer: 'EDGE', frontDoor: { id: 'front-door' } });
    expect(report.evidence[0]).toBe('the front door fails: HUNG, liveness (L7): liveness was TIMEOUT');
  });

  test('many tasks do not begin at one moment', async () => {
    const tasks = Array.from({ length: 11 }, (_, index) => taskEvidence({ task: `t${index}` }));
    expect((await lookAt({ tasks })).inside[0]).toMatchObject({ spreadMs: 50 });
  });

  test('where none runs, the dependencies may be why; where none is wanted, nobody is asked', async () => {
    const plan = { dependencies: [DATABASE], frontDoor: door(false) };
    const none = await lookAt({
      tasks: [],
      service: { desired: 1, running: 0 },
      plan,
      found: { database: { port: 'REFUSED', liveness: 'SKIPPED', readiness: undefined } },
    });
    expect(none.inside).toHaveLength(1);
    expect(none.outside).toEqual([]);
    expect(none.report).toMatchObject({ fault: 'TASKS_MISSING', status: 'DOWN' });
    expect(none.report.evidence).toContain('the probe of dependency database fails: PORT_CLOSED, port (L4): port was REFUSED');
    expect((await lookAt({ tasks: [], service: { desired: 0, running: 0 }, plan })).inside).toEqual([]);
  });

  test('secrets go to both and nowhere else', async () => {
    const secrets = { 'ssm /probe/token ': 'hunter2-hunter2' };
    const { inside, outside, report } = await lookAt({
      plan: { frontDoor: door(false) },
      surroundings: { readSecrets: async () => secrets },
    });
    expect([inside[0]!.secrets, outside[0]!.secrets]).toEqual([secrets, secrets]);
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  test('a secret that cannot be read: nobody is probed, nobody is blamed, and the header is named', async () => {
    const readSecrets = async () => {
      throw Object.assign(new Error('the value of header x-api-key cannot be read from ssm: AccessDeniedException'), {
        name: 'SecretUnreadable',
      });
    };
    const { inside, report } = await lookAt({ surroundings: { readSecrets } });
    expect(inside).toEqual([]);
    expect(report).toMatchObject({ status: 'UNKNOWN', fault: 'PROBER_FAULT', tasks: [{ fault: 'PROBER_FAULT' }] });
    expect(report.evidence[0]).toBe('SecretUnreadable: the value of header x-api-key cannot be read from ssm: AccessDeniedException');
  });
});

test('looks remember nothing of each other: each reports what it saw', async () => {
  const faults: string[] = [];
  for (const liveness of ['TIMEOUT', 'OK', 'TIMEOUT'] as const) {
    faults.push((await lookAt({ found: { 'task-1': { liveness } } })).report.fault);
  }
  expect(faults).toEqual(['HUNG', 'HEALTHY', 'HUNG']);
});

test('a port that is open comes through to the report', async () => {
  const exposed = async ({ targets }: ProbeRequest) => ({
    targets: targets.map(({ id }) => ({ id, checks: [...probeOf().checks, check('closed-port', 'EXPOSED')] })),
    dependencies: [],
  });
  const { report } = await lookAt({ plan: { closedPorts: [22] }, surroundings: { probe: exposed } });
  expect(report).toMatchObject({
    fault: 'PORT_EXPOSED',
    status: 'DEGRADED',
    layer: 'L4',
    remedy: 'ALERT',
    counts: { needsPeople: 1, failing: 0 },
  });
});

describe('a worker', () => {
  const worker: Partial<Plan> = {
    port: undefined,
    liveness: undefined,
    readiness: undefined,
    targetGroups: [],
    worker: { verdictSeconds: 95 },
  };

  test('is judged by what ECS says, without a call to the prober', async () => {
    const tasks = [taskEvidence({ targets: [] }), taskEvidence({ task: 'task-2', targets: [], containerHealth: 'UNHEALTHY' })];
    const { report, inside, outside, reread } = await lookAt({ tasks, plan: worker });
    expect([inside, outside, reread]).toEqual([[], [], []]);
    expect(report).toMatchObject({
      fault: 'LIVENESS_FAILED',
      status: 'DEGRADED',
      counts: { verified: 2, failing: 1, restartWouldHelp: 1 },
    });
    const well = await lookAt({ tasks: tasks.slice(0, 1), plan: worker });
    expect(well.report.summary).toBe('orders in cluster prod is UP: 1 of 1 desired tasks are well by the container check of ECS.');
  });

  test('has its dependencies asked, and nothing else', async () => {
    const { report, inside } = await lookAt({ tasks: [taskEvidence({ targets: [] })], plan: { ...worker, dependencies: [DATABASE] } });
    expect(inside).toMatchObject([{ targets: [], dependencies: [{ id: 'database' }] }]);
    expect(report).toMatchObject({ fault: 'HEALTHY', dependencies: [{ id: 'database' }] });
  });
});

test('a part of a service is named in its report, and its faults have an age of their own', async () => {
  const histories = new Histories();
  const part = (name: string, now: number) =>
    lookAt({
      plan: { service: { ...PLAN.service, contractName: name } },
      found: { 'task-1': { liveness: 'TIMEOUT' } },
      surroundings: { histories, now: () => now },
    });
  await part('web', NOW);
  const { report: other } = await part('admin', NOW + 60_000);
  const { report } = await part('web', NOW + 60_000);
  expect(other.summary).toMatch(/^orders \(admin\) in cluster prod is DOWN, HUNG at layer L7: /);
  expect(report).toMatchObject({ contractName: 'web', service: 'orders', since: new Date(NOW).toISOString() });
});
