import type { Fault, FaultLayer, Remedy } from '../../lambda/report/report';
import { changeContainerCheck, changeTargetCheck, drain, hang, kill, loseRoute, send } from '../faults';
import type { Sandbox } from '../sandbox';

/** What the verifier must say. */
export interface Expectation {
  readonly fault: Fault;
  readonly layer: FaultLayer | null;
  readonly remedy: Remedy;
}

/** One thing that goes wrong, and what the verifier must say of it. */
export interface Scenario {
  readonly name: string;
  /** Breaks something and resolves once it is broken. */
  readonly breakIt: (sandbox: Sandbox) => Promise<void> | void;
  /** Of the service as a whole. */
  readonly expected: Expectation;
  /** Of one task, where the service as a whole is well. */
  readonly expectedTask?: Expectation;
  /** Whether the alarms are played until people are told. */
  readonly tells?: boolean;
  /** Whether recovery acts, and how many tasks it restarts; the service is well afterwards. */
  readonly restarts?: number;
}

/** The longest that a scenario waits for real processes and checks; none takes as long unless something is wrong. */
const PATIENCE_MS = 20_000;

const expected = (fault: Fault, layer: FaultLayer | null, remedy: Remedy): Expectation => ({ fault, layer, remedy });
const WELL = expected('HEALTHY', null, 'NONE');

const first = (sandbox: Sandbox) => sandbox.tasks()[0];

/** The service acknowledges every fault on its standard output. */
async function tell(sandbox: Sandbox, line: string, tasks = [first(sandbox)]): Promise<void> {
  tasks.forEach((task) => send(task, line));
  await sandbox.until(() => tasks.every((task) => task.container().process.output.lines.some((each) => each.includes(`fault: ${line}`))), PATIENCE_MS, `"${line}"`);
}

/** What the first task's liveness answers right now; 0 when nothing does. */
async function liveness(sandbox: Sandbox): Promise<number> {
  const { address } = first(sandbox);
  const [port] = first(sandbox).container().model.ports;
  return fetch(`http://${address}:${port}/health/live`).then(({ status }) => status, () => 0);
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'all well',
    breakIt: () => undefined,
    expected: WELL,
  },
  {
    name: 'process killed',
    breakIt: async (sandbox) => {
      const task = first(sandbox);
      kill(task);
      await sandbox.until(() => task.lastStatus === 'STOPPED', PATIENCE_MS, 'the task to stop');
    },
    // Its replacement is on its way, so nobody has to be woken.
    expected: expected('REPLACING', 'ECS', 'WAIT'),
  },
  {
    name: 'no route to a task',
    breakIt: (sandbox) => { loseRoute(first(sandbox)); },
    expected: expected('HOST_UNREACHABLE', 'L3', 'ALERT'),
    tells: true,
  },
  {
    name: 'process hung',
    breakIt: (sandbox) => { hang(first(sandbox)); },
    expected: expected('HUNG', 'L7', 'RESTART'),
  },
  {
    name: 'liveness answers 500',
    breakIt: (sandbox) => tell(sandbox, 'liveness 500'),
    expected: expected('LIVENESS_FAILED', 'L7', 'RESTART'),
  },
  {
    name: 'port closed, process alive',
    breakIt: (sandbox) => tell(sandbox, 'close-port'),
    expected: expected('PORT_CLOSED', 'L4', 'RESTART'),
    tells: true,
  },
  {
    name: 'database down for all tasks',
    breakIt: (sandbox) => tell(sandbox, 'dependency database down', [...sandbox.tasks()]),
    expected: expected('DEPENDENCY_DOWN', 'L7', 'ALERT'),
    tells: true,
  },
  {
    name: 'cache down in one task',
    breakIt: (sandbox) => tell(sandbox, 'component cache down'),
    expected: expected('COMPONENT_DOWN', 'L7', 'RECOVER'),
  },
  {
    name: 'worker stalls, helps itself',
    breakIt: async (sandbox) => {
      await tell(sandbox, 'stall-worker recoverable');
      for (let look = 0; look < 20; look++) {
        if (await liveness(sandbox) !== 200) { throw new Error('Liveness failed although the recovery was still trying.'); }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    expected: WELL,
  },
  {
    name: 'the same, recovery observes',
    breakIt: (sandbox) => tell(sandbox, 'stall-worker recoverable'),
    expected: WELL,
    restarts: 0,
  },
  {
    name: 'worker stalls for good',
    breakIt: async (sandbox) => {
      await tell(sandbox, 'stall-worker permanent');
      let gaveUp = false;
      const look = setInterval(() => void liveness(sandbox).then((status) => { gaveUp ||= status === 503; }), 100);
      await sandbox.until(() => gaveUp, PATIENCE_MS, 'two attempts to recover').finally(() => clearInterval(look));
    },
    expected: expected('LIVENESS_FAILED', 'L7', 'RESTART'),
  },
  {
    name: 'broken for good, recovery acts',
    breakIt: (sandbox) => tell(sandbox, 'liveness 500'),
    expected: expected('LIVENESS_FAILED', 'L7', 'RESTART'),
    restarts: 1,
  },
  {
    name: 'one task drains (scale-in)',
    breakIt: async (sandbox) => {
      const task = first(sandbox);
      sandbox.service().setDesiredCount(1);
      void drain(task);
      await sandbox.until(() => task.targets.every((target) => target.health.state === 'draining'), PATIENCE_MS, 'the target to drain');
    },
    expected: WELL,
    expectedTask: expected('DRAINING', 'ECS', 'WAIT'),
  },
  {
    name: 'wrong path in the target group',
    breakIt: async (sandbox) => {
      sandbox.targetGroups.forEach((group) => changeTargetCheck(group, { path: '/no/such/path' }));
      const targets = sandbox.tasks().flatMap((task) => task.targets);
      await sandbox.until(() => targets.every((target) => target.health.state === 'unhealthy'), PATIENCE_MS, 'unhealthy targets');
    },
    expected: expected('LOAD_BALANCER_MISCONFIGURED', 'LOAD_BALANCER', 'ALERT'),
    tells: true,
  },
  {
    name: 'container check lacks its binary',
    breakIt: async (sandbox) => {
      const tasks = sandbox.tasks();
      tasks.forEach((task) => changeContainerCheck(task, ['CMD', 'no-such-binary', 'http://127.0.0.1:3000/health/live']));
      await sandbox.until(() => tasks.every((task) => task.healthStatus === 'UNHEALTHY'), PATIENCE_MS, 'UNHEALTHY containers');
    },
    expected: expected('CONTAINER_CHECK_BROKEN', 'ECS', 'ALERT'),
    tells: true,
  },
];
