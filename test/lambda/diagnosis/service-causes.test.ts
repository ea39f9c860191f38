import { explainService } from '../../../lambda/diagnosis/explain-service';
import { causeOfStop, type ServiceObservations } from '../../../lambda/diagnosis/service-causes';
import { STOP_CAUSES } from '../../../lambda/diagnosis/stops/stop-causes';

const OF_STOPS = STOP_CAUSES.flatMap((cause) => causeOfStop(cause) ?? []);

function seen(observations: Readonly<Record<string, readonly string[]>>): ServiceObservations {
  return Object.fromEntries(Object.entries(observations).map(([observer, sights]) => (
    [observer, new Map(sights.map((sight) => [sight, `${observer} ${sight}`]))]
  ))) as ServiceObservations;
}

function explain(observations: Readonly<Record<string, readonly string[]>>) {
  const found = explainService(seen(observations), OF_STOPS);
  return found && {
    kinds: [found.cause, ...found.alternatives].map(({ kind }) => kind),
    layer: found.cause.layer,
    for: found.evidence,
    against: found.against,
  };
}

test('nothing is explained where nothing is seen, or all is well', () => {
  expect(explain({})).toBeUndefined();
  expect(explain({ running: ['ENOUGH'], percentages: ['ROOM'], rollout: ['OVER'], targets: ['HEALTHY'] })).toBeUndefined();
});

test('an image that is not reached is the route\'s fault where there is none, and contradicts it where there is one', () => {
  const stops = ['IMAGE_UNREACHABLE'];
  expect(explain({ stops, route: ['NONE'] })).toEqual({
    kinds: ['NO_ROUTE'], layer: 'L3', for: ['stops IMAGE_UNREACHABLE', 'route NONE'], against: [],
  });
  expect(explain({ stops, route: ['OUT'] })?.kinds).toEqual(['IMAGE_UNREACHABLE']);
  expect(explain({ stops })?.kinds).toContain('IMAGE_UNREACHABLE');
});

test('security groups without a rule are why the load balancer stops tasks, however young, unless it finds one of them well', () => {
  const stops = ['LOAD_BALANCER_CHECK_FAILED'];
  const young = { stops, lifetime: ['YOUNG'], exits: ['SUCCEEDED'] };
  expect(explain({ ...young, path: ['BLOCKED'] })).toMatchObject({ kinds: ['SECURITY_GROUPS'], layer: 'LOAD_BALANCER', against: [] });
  expect(explain({ ...young, path: ['OPEN'] })?.kinds).toEqual(['GRACE_TOO_SHORT']);
  expect(explain({ ...young, path: ['BLOCKED'], targets: ['HEALTHY'] })?.kinds).toContain('GRACE_TOO_SHORT');
});

test('what the log of a container that exited ends with says why, and is the reason of a rollback', () => {
  const exited = { stops: ['CONTAINER_EXITED'], exits: ['FAILED'] };
  for (const saw of ['OUT_OF_HEAP', 'READ_ONLY', 'STORAGE_FULL', 'UNREACHED', 'INCOMPLETE', 'PORT_TAKEN']) {
    expect(explain({ ...exited, logs: [saw] })).toMatchObject({ kinds: [saw], against: [] });
  }
  for (const saw of ['CRASHED', 'ENDED']) {
    expect(explain({ ...exited, logs: [saw] })).toEqual({
      kinds: ['CONTAINER_EXITED'], layer: 'ECS', for: ['stops CONTAINER_EXITED', `logs ${saw}`], against: [],
    });
  }
  const rolledBack = explain({ ...exited, events: ['ROLLED_BACK'], rollout: ['OVER'], logs: ['UNREACHED'] });
  expect(rolledBack?.kinds).toEqual(['ROLLED_BACK']);
  expect(rolledBack?.for).toContain('logs UNREACHED');
});

test('failed load balancer checks are a short grace period of young tasks, and a setting or a task of old ones', () => {
  const stops = ['LOAD_BALANCER_CHECK_FAILED'];
  expect(explain({ stops, lifetime: ['YOUNG'], exits: ['SUCCEEDED'] })?.kinds).toEqual(['GRACE_TOO_SHORT']);
  expect(explain({ stops, lifetime: ['OLD'], containers: ['HEALTHY'] })?.kinds).toEqual(['CHECK_OF_LOAD_BALANCER']);
});

test('a container check that fails is its own fault where the load balancer is content', () => {
  const stops = ['CONTAINER_CHECK_FAILED'];
  expect(explain({ stops, targets: ['HEALTHY'] })).toMatchObject({ kinds: ['CONTAINER_CHECK'], layer: 'ECS' });
  expect(explain({ stops, targets: ['UNHEALTHY'] })).toMatchObject({ kinds: ['UNHEALTHY_CONTAINER'], layer: 'L7' });
});

test('a deployment is deadlocked, stalled or rolled back, and what speaks against it is said', () => {
  expect(explain({ rollout: ['IN_PROGRESS'], percentages: ['LOCKED'] })?.kinds).toEqual(['DEADLOCKED']);
  expect(explain({ rollout: ['OVERDUE'], percentages: ['ROOM'] })?.kinds).toEqual(['STALLED']);
  expect(explain({ events: ['ROLLED_BACK'], rollout: ['OVER'] })?.kinds).toEqual(['ROLLED_BACK']);
  expect(explain({ events: ['NO_CPU'], running: ['ENOUGH'] })?.against).toEqual(['running ENOUGH']);
});

test('memory that is full predicts a container that was killed', () => {
  expect(explain({ stops: ['OUT_OF_MEMORY'], exits: ['KILLED'] })).toMatchObject({ kinds: ['OUT_OF_MEMORY'], against: [] });
  expect(explain({ stops: ['OUT_OF_MEMORY'], exits: ['FAILED'] })?.against).toEqual(['exits FAILED']);
});

test('containers that are killed while their memory is full ran out of it, whether ECS says so or not', () => {
  const killed = { stops: ['CONTAINER_EXITED'], exits: ['KILLED'] };
  expect(explain({ ...killed, memory: ['FULL'] })).toMatchObject({ kinds: ['MEMORY_FULL'], layer: 'ECS', against: [] });
  expect(explain({ ...killed, memory: ['CLIMBS'] })?.kinds).toEqual(['MEMORY_FULL']);
  expect(explain(killed)?.kinds).toEqual(['CONTAINER_EXITED']);
  expect(explain({ ...killed, exits: ['FAILED'], memory: ['FULL'] })?.kinds).toEqual(['CONTAINER_EXITED']);
});

test('tasks that wait where no way leads out find none', () => {
  expect(explain({ waiting: ['LONG'], route: ['NONE'] })).toMatchObject({ kinds: ['NO_ROUTE'], layer: 'L3' });
  expect(explain({ waiting: ['LONG'], route: ['OUT'] })).toBeUndefined();
});

test('every stop cause that needs attention has a row, and those on purpose have none', () => {
  const told = ['LOAD_BALANCER_CHECK_FAILED', 'CONTAINER_CHECK_FAILED'];
  for (const cause of STOP_CAUSES) {
    const isTold = cause.needsAttention && !told.includes(cause.kind);
    expect([cause.kind, causeOfStop(cause) !== undefined]).toEqual([cause.kind, isTold]);
  }
});
