import type { Fault, FaultLayer, Remedy } from '../../lambda/shared/verdict';
import { changeContainerCheck, changeTargetCheck, drain, hang, kill, loseRoute, send } from '../faults';
import { fillQueue } from '../fill-queue';
import type { Sandbox } from '../sandbox';

/** The diagnosis that the verifier must make. */
export interface Expectation {
  readonly fault: Fault;
  readonly layer: FaultLayer | null;
  readonly remedy: Remedy;
}

/** A fault, and the diagnosis that it must get. */
export interface Scenario {
  readonly name: string;
  /** Causes the fault; resolves once it is there. */
  readonly cause: (sandbox: Sandbox) => Promise<void> | void;
  /** Of the service as a whole. */
  readonly expected: Expectation;
  /** Of one task, where the service as a whole is healthy. */
  readonly expectedTask?: Expectation;
  /** Whether the scenario lasts until people are alerted. */
  readonly alerts?: boolean;
  /** How many tasks recovery restarts, where the scenario has recovery; the service is healthy afterwards. */
  readonly restarts?: number;
}

/** The longest that a scenario waits for real processes and checks; none takes as long unless something is wrong. */
const PATIENCE_MS = 40_000;
/** Beyond what an excuse lasts, which is counted in whole seconds. */
const RESERVE_SECONDS = 5;

const expected = (fault: Fault, layer: FaultLayer | null, remedy: Remedy): Expectation => ({ fault, layer, remedy });
const WELL = expected('HEALTHY', null, 'NONE');

const first = (sandbox: Sandbox) => sandbox.tasks()[0];

/** The service acknowledges every fault on its standard output. */
async function sendFault(sandbox: Sandbox, line: string, tasks = [first(sandbox)]): Promise<void> {
  tasks.forEach((task) => send(task, line));
  await sandbox.until(
    () => tasks.every((task) => task.container().process.output.lines.some((each) => each.includes(`fault: ${line}`))),
    PATIENCE_MS,
    `"${line}"`,
  );
}

/** Status code of the first task's liveness endpoint; 0 without a response. */
async function liveness(sandbox: Sandbox): Promise<number> {
  const { address } = first(sandbox);
  const [port] = first(sandbox).container().model.ports;
  return fetch(`http://${address}:${port}/health/live`).then(({ status }) => status, () => 0);
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'all well',
    cause: () => undefined,
    expected: WELL,
  },
  {
    name: 'process killed',
    cause: async (sandbox) => {
      const task = first(sandbox);
      kill(task);
      await sandbox.until(() => task.lastStatus === 'STOPPED', PATIENCE_MS, 'the task to stop');
    },
    // ECS replaces it already, so nobody has to act.
    expected: expected('REPLACING', 'ECS', 'WAIT'),
  },
  {
    name: 'all tasks crash again and again',
    cause: async (sandbox) => {
      const service = sandbox.service();
      service.paused = false;
      for (let round = 0; round < 2; round += 1) {
        const tasks = sandbox.tasks().filter(({ lastStatus }) => lastStatus === 'RUNNING');
        tasks.forEach((task) => kill(task));
        await sandbox.until(() => sandbox.tasks().filter((task) => task.lastStatus === 'RUNNING' && !tasks.includes(task)).length === 2,
          PATIENCE_MS, 'new tasks');
      }
      service.paused = true;
    },
    expected: expected('CRASH_LOOP', 'ECS', 'ALERT'),
  },
  {
    name: 'no route to a task',
    cause: (sandbox) => { loseRoute(sandbox, first(sandbox)); },
    expected: expected('HOST_UNREACHABLE', 'L3', 'ALERT'),
    alerts: true,
  },
  {
    name: 'process hung',
    cause: (sandbox) => { hang(first(sandbox)); },
    expected: expected('HUNG', 'L7', 'RESTART'),
  },
  {
    name: 'process hung under traffic',
    cause: async (sandbox) => {
      const task = first(sandbox);
      await fillQueue(task, task.container());
      await sandbox.until(() => task.healthStatus === 'UNHEALTHY', PATIENCE_MS, 'an UNHEALTHY container');
    },
    // The kernel drops connection attempts, as a firewall would: the container's own check tells the two apart.
    expected: expected('HUNG', 'L7', 'RESTART'),
  },
  {
    name: 'liveness answers 500',
    cause: (sandbox) => sendFault(sandbox, 'liveness 500'),
    expected: expected('LIVENESS_FAILED', 'L7', 'RESTART'),
  },
  {
    name: 'port closed, process alive',
    cause: (sandbox) => sendFault(sandbox, 'close-port'),
    expected: expected('PORT_CLOSED', 'L4', 'RESTART'),
    alerts: true,
  },
  {
    name: 'database down for all tasks',
    cause: (sandbox) => sendFault(sandbox, 'dependency database down', [...sandbox.tasks()]),
    expected: expected('DEPENDENCY_DOWN', 'L7', 'ALERT'),
    alerts: true,
  },
  {
    name: 'the same, while a deployment runs',
    cause: async (sandbox) => {
      await sendFault(sandbox, 'dependency database down', [...sandbox.tasks()]);
      // Paused, the scheduler starts no new tasks: the deployment lasts.
      void sandbox.deploy(sandbox.service().command).catch(() => undefined);
      await sandbox.until(() => sandbox.service().next !== undefined, PATIENCE_MS, 'the deployment');
    },
    expected: expected('DEPENDENCY_DOWN', 'L7', 'ALERT'),
  },
  {
    name: 'database back, targets not yet',
    cause: async (sandbox) => {
      const tasks = [...sandbox.tasks()];
      // So many successes in a row take longer than the verification, on any machine.
      sandbox.targetGroups.forEach((group) => changeTargetCheck(group, { healthyThreshold: 10 }));
      await sendFault(sandbox, 'dependency database down', tasks);
      const targets = tasks.flatMap((task) => task.targets);
      await sandbox.until(() => targets.every((target) => target.health.state === 'unhealthy'), PATIENCE_MS, 'unhealthy targets');
      await sandbox.verify();
      await sendFault(sandbox, 'dependency database up', tasks);
    },
    expected: expected('LOAD_BALANCER_RETURNING', 'LOAD_BALANCER', 'WAIT'),
  },
  {
    name: 'cache down in one task',
    cause: (sandbox) => sendFault(sandbox, 'component cache down'),
    expected: expected('COMPONENT_DOWN', 'L7', 'RECOVER'),
  },
  {
    name: 'worker stalls, helps itself',
    cause: async (sandbox) => {
      await sendFault(sandbox, 'stall-worker recoverable');
      for (let probe = 0; probe < 20; probe += 1) {
        if (await liveness(sandbox) !== 200) { throw new Error('Liveness failed although the recovery was still trying.'); }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    expected: WELL,
  },
  {
    name: 'the same, recovery observes',
    cause: (sandbox) => sendFault(sandbox, 'stall-worker recoverable'),
    expected: WELL,
    restarts: 0,
  },
  {
    name: 'worker stalls for good',
    cause: async (sandbox) => {
      await sendFault(sandbox, 'stall-worker permanent');
      let gaveUp = false;
      const probes = setInterval(() => void liveness(sandbox).then((status) => { gaveUp ||= status === 503; }), 100);
      await sandbox.until(() => gaveUp, PATIENCE_MS, 'two attempts to recover').finally(() => clearInterval(probes));
    },
    expected: expected('LIVENESS_FAILED', 'L7', 'RESTART'),
  },
  {
    name: 'broken for good, recovery acts',
    cause: (sandbox) => sendFault(sandbox, 'liveness 500'),
    expected: expected('LIVENESS_FAILED', 'L7', 'RESTART'),
    restarts: 1,
  },
  {
    name: 'one task drains (scale-in)',
    cause: async (sandbox) => {
      const task = first(sandbox);
      sandbox.service().setDesiredCount(1);
      void drain(task);
      await sandbox.until(() => task.targets.every((target) => target.health.state === 'draining'), PATIENCE_MS, 'the target to drain');
    },
    expected: WELL,
    expectedTask: expected('DRAINING', 'ECS', 'WAIT'),
  },
  {
    name: 'a maintenance flag is forgotten',
    cause: async (sandbox) => {
      // Asked for liveness, the load balancer and ECS see nothing wrong.
      sandbox.targetGroups.forEach((group) => changeTargetCheck(group, { path: '/health/live' }));
      await sendFault(sandbox, 'drain', [...sandbox.tasks()]);
      // Terminus says shutting_down a moment after the line is acknowledged.
      const allDrain = async () => (await sandbox.verify()).tasks.every(({ fault }) => fault === 'DRAINING');
      for (let look = 0; look < 10 && !await allDrain(); look += 1) { await new Promise((resolve) => setTimeout(resolve, 100)); }
      const since = sandbox.clock.now;
      const lasts = (sandbox.plan().plan.timing.drainSeconds + RESERVE_SECONDS) * 1000;
      await sandbox.until(() => sandbox.clock.now - since > lasts, PATIENCE_MS, 'what drains to have drained');
    },
    expected: expected('STUCK_OUT_OF_SERVICE', 'L7', 'ALERT'),
  },
  {
    name: 'wrong path in the target group',
    cause: async (sandbox) => {
      sandbox.targetGroups.forEach((group) => changeTargetCheck(group, { path: '/no/such/path' }));
      const targets = sandbox.tasks().flatMap((task) => task.targets);
      await sandbox.until(() => targets.every((target) => target.health.state === 'unhealthy'), PATIENCE_MS, 'unhealthy targets');
    },
    expected: expected('LOAD_BALANCER_MISCONFIGURED', 'LOAD_BALANCER', 'ALERT'),
    alerts: true,
  },
  {
    name: 'container check lacks its binary',
    cause: async (sandbox) => {
      const tasks = sandbox.tasks();
      tasks.forEach((task) => changeContainerCheck(task, ['CMD', 'no-such-binary', 'http://127.0.0.1:3000/health/live']));
      await sandbox.until(() => tasks.every((task) => task.healthStatus === 'UNHEALTHY'), PATIENCE_MS, 'UNHEALTHY containers');
    },
    expected: expected('CONTAINER_CHECK_BROKEN', 'ECS', 'ALERT'),
    alerts: true,
  },
];
