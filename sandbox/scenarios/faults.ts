import { fillQueue } from './fill-queue';
import { Front, type Answer } from './front';
import { exhaustFiles } from './open-files';
import type { Scene } from './scene';
import { TASKS, type Selector } from './selector';
import {
  anyOf, DURATION_SECONDS, FLAG, listOf, mapOf, oneOf, realNumber, recordOf, TEXT, wholeNumber, type Keys, type MapOf, type Shape,
} from './shape';
import * as faults from '../faults';
import type { Undo } from '../faults';
import type { Container } from '../tasks/container';
import type { Task } from '../tasks/task';

/** Something that a scenario can do: its keys in the file, and what happens. */
export interface FaultKind {
  /** What happens, as a sentence of the docs. */
  readonly about: string;
  readonly keys: Keys;
  readonly shape: Shape<Readonly<Record<string, unknown>>>;
  cause(scene: Scene, parameters: any): Promise<unknown> | void;
}

function toService<K extends Keys>(
  name: string, about: string, keys: K, cause: (scene: Scene, parameters: MapOf<K>) => Undo | undefined | Promise<Undo | undefined>,
): FaultKind {
  return {
    about,
    keys,
    shape: shapeOf(name, keys),
    cause: async (scene, parameters: MapOf<K>) => scene.toService(name, async () => cause(scene, parameters)),
  };
}

const ON_TASKS = {
  tasks: { shape: TASKS, about: 'Which tasks: a number (the oldest), a share, all, or a zone. Default: 1.' },
  lasting: { shape: FLAG, about: 'Whether tasks that take their place get it too. Default: false.' },
  container: { shape: TEXT, about: 'Name of the container. Default: the first essential one.' },
} as const;

type OnTasks = MapOf<typeof ON_TASKS>;

/** What happens to one task. */
interface Happening<P> {
  readonly scene: Scene;
  readonly task: Task;
  readonly container: Container;
  readonly parameters: P;
}

function toTasks<K extends Keys>(
  name: string,
  about: string,
  keys: K,
  cause: (happening: Happening<MapOf<K>>) => Undo | void | Promise<Undo | void>,
  lastsAlways = false,
): FaultKind {
  const all = { ...ON_TASKS, ...keys };
  return {
    about,
    keys: all,
    shape: shapeOf(name, all),
    cause: async (scene, parameters: MapOf<K> & OnTasks) => {
      const { tasks = { kind: 'count', count: 1 } satisfies Selector, lasting = lastsAlways, container } = parameters;
      const reached = await scene.toTasks(name, tasks, lasting, async (task) => (
        await cause({ scene, task, container: task.container(container), parameters }) ?? undefined
      ));
      if (reached === 0) { throw new Error(`No task runs that '${name}' could happen to.`); }
    },
  };
}

function shapeOf(name: string, keys: Keys): FaultKind['shape'] {
  return mapOf({ do: { shape: oneOf([name]), about: 'What happens.', required: true }, ...keys });
}

const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGSEGV', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
const SENDERS = ['prober', 'load-balancer'] as const;
const FROM = { shape: anyOf(oneOf(SENDERS)), about: 'Whose packets. Default: both.' };
const TARGET_STATES = ['initial', 'healthy', 'unhealthy', 'unhealthy.draining', 'unused', 'draining', 'unavailable'] as const;
const TARGET_REASONS = [
  'Elb.RegistrationInProgress', 'Elb.InitialHealthChecking', 'Elb.InternalError', 'Target.ResponseCodeMismatch', 'Target.Timeout',
  'Target.FailedHealthChecks', 'Target.NotRegistered', 'Target.NotInUse', 'Target.DeregistrationInProgress', 'Target.InvalidState',
  'Target.IpUnusable', 'Target.HealthCheckDisabled',
] as const;
const STARTING = ['PROVISIONING', 'PENDING', 'ACTIVATING'] as const;
const TROUBLES = ['throttled', 'denied', 'slow', 'partial'] as const;

/** A port on which nothing asks. */
const ELSEWHERE = 39_871;

/** Stops and continues the processes in turn; both times are real milliseconds. */
function inTurn(container: Container, stoppedMs: number, runningMs: number): Undo {
  let timer: NodeJS.Timeout;
  const stop = () => { container.process.signal('SIGSTOP'); timer = setTimeout(go, stoppedMs); };
  const go = () => { container.process.signal('SIGCONT'); timer = setTimeout(stop, runningMs); };
  stop();
  void container.process.exited.then(() => clearTimeout(timer));
  return () => { clearTimeout(timer); container.process.signal('SIGCONT'); };
}

async function answer({ task, container }: Happening<unknown>, each: Answer): Promise<Undo> {
  return (await Front.of(task, container)).add(each);
}

const KINDS = {
  'kill': toTasks('kill', 'The process receives a signal, SIGKILL by default.', {
    signal: { shape: oneOf(SIGNALS), about: 'Default: SIGKILL.' },
  }, ({ container, parameters: { signal = 'SIGKILL' } }) => container.process.signal(signal)),

  'hang': toTasks('hang', 'Every process of the container stands still; the kernel still accepts connections.', {},
    ({ task, container }) => faults.hang(task, container.name)),

  'fill-queue': toTasks('fill-queue', 'The process hangs, and so many clients wait that the kernel drops further connection attempts.', {},
    async ({ task, container }) => fillQueue(task, container)),

  'exhaust-files': toTasks('exhaust-files', 'The process can open no further file or connection (EMFILE).', {},
    ({ container }) => exhaustFiles(container.process)),

  'slow': toTasks('slow', 'Every answer of an HTTP service comes late.', {
    by: { shape: DURATION_SECONDS, about: 'How late, in real time.', required: true },
    path: { shape: TEXT, about: 'Default: every path.' },
  }, async (happening) => {
    const { by, path } = happening.parameters;
    return answer(happening, { delayMs: by * 1000, ...path ? { path } : {} });
  }),

  'stutter': toTasks('stutter', 'The processes stand still most of the time, as a blocked event loop or a starved processor.', {
    stopped: { shape: DURATION_SECONDS, about: 'How long they stand still each time, in real time.', required: true },
    running: { shape: DURATION_SECONDS, about: 'How long they run in between, in real time.', required: true },
  }, ({ container, parameters: { stopped, running } }) => inTurn(container, stopped * 1000, running * 1000)),

  'flap': toTasks('flap', 'The processes hang and run in turn, in AWS time.', {
    down: { shape: DURATION_SECONDS, about: 'How long they hang each time. Default: 60s.' },
    up: { shape: DURATION_SECONDS, about: 'How long they run in between. Default: 60s.' },
  }, ({ scene, container, parameters: { down = 60, up = 60 } }) => {
    const { clock } = scene.sandbox;
    return inTurn(container, clock.milliseconds(down), clock.milliseconds(up));
  }),

  'crash-loop': toTasks('crash-loop', 'The process ends by itself again and again, in every task that takes the place of one.', {
    every: { shape: DURATION_SECONDS, about: 'How long each runs before it ends. Default: 10s.' },
    exit: { shape: wholeNumber(0, 255), about: 'Exit code. Default: 1.' },
  }, ({ scene, container, parameters: { every = 10, exit = 1 } }) => {
    const timer = setTimeout(() => container.end(exit), scene.sandbox.clock.milliseconds(every));
    return () => clearTimeout(timer);
  }, true),

  'out-of-memory': toTasks('out-of-memory', 'The kernel kills the process because the container has used up its memory.', {
    after: { shape: DURATION_SECONDS, about: 'How long it runs before; with `lasting` in every new task too. Default: at once.' },
  }, ({ scene, task, container, parameters: { after = 0 } }) => {
    const timer = setTimeout(() => faults.runOutOfMemory(task, container.name), scene.sandbox.clock.milliseconds(after));
    return () => clearTimeout(timer);
  }),

  'close-port': toTasks('close-port', 'The process lives, but nothing listens on the port of its container.', {}, ({ container }) => {
    container.listen('everywhere', ELSEWHERE);
    return () => container.listen('everywhere');
  }),

  'listen-elsewhere': toTasks('listen-elsewhere', 'The process listens on localhost alone, on the address alone, or on another port.', {
    on: { shape: oneOf(['loopback', 'task-address'] as const), about: 'Default: all addresses.' },
    port: { shape: wholeNumber(1, 65_535), about: 'Default: the port of the container.' },
  }, ({ container, parameters: { on, port } }) => {
    container.listen(on ?? 'everywhere', port);
    return () => container.listen('everywhere');
  }),

  'drop-packets': toTasks('drop-packets', 'Packets to the tasks are dropped, as by a security group or a network ACL.', { from: FROM },
    ({ scene, task, parameters: { from } }) => faults.dropPackets(scene.sandbox, task, from)),

  'lose-packets': toTasks('lose-packets', 'A share of the packets to the tasks is lost: so many checks run into their timeout.', {
    percent: { shape: wholeNumber(1, 100), about: 'How many of a hundred.', required: true },
    from: FROM,
  }, ({ scene, task, parameters: { percent, from } }) => scene.sandbox.network.lose(task.address, 'dropped', from, percent)),

  'lose-route': toTasks('lose-route', 'Packets to the tasks find no route.', { from: FROM },
    ({ scene, task, parameters: { from } }) => scene.sandbox.network.lose(task.address, 'no-route', from)),

  'lose-agent': toTasks('lose-agent', 'The agent of the tasks is disconnected: ECS keeps what it knew of them.', {},
    ({ task }) => task.loseAgent()),

  'lose-host': toTasks('lose-host', 'The instance of the tasks is gone: processes stand still, no packet arrives, the agent is lost.', {},
    ({ scene, task, container }) => {
      const undos = [faults.hang(task, container.name), faults.dropPackets(scene.sandbox, task), task.loseAgent()];
      return () => undos.forEach((undo) => undo());
    }),

  'answer': toTasks('answer', 'An HTTP service answers otherwise.', {
    path: { shape: TEXT, about: 'Default: every path.' },
    status: { shape: wholeNumber(200, 599), about: 'Status code.', required: true },
    body: { shape: TEXT, about: 'Default: none.' },
    headers: { shape: recordOf(TEXT, 'a map of header names and values'), about: 'Default: JSON as content type.' },
  }, async (happening) => answer(happening, happening.parameters)),

  'dependency-down': toTasks('dependency-down', 'A dependency is down in what the HTTP service answers of its health, with 503.', {
    name: { shape: TEXT, about: 'Its name in the JSON of the answer.', required: true },
  }, async (happening) => answer(happening, { dependency: happening.parameters.name })),

  'request': toTasks('request', 'Sends a request to the tasks, for a fault that the application itself offers.', {
    path: { shape: TEXT, about: 'Path of the request.', required: true },
    method: { shape: oneOf(['GET', 'POST', 'PUT', 'DELETE'] as const), about: 'Default: POST.' },
    body: { shape: TEXT, about: 'Default: none.' },
    port: { shape: wholeNumber(1, 65_535), about: 'Default: the first port of the container.' },
  }, async ({ task, container, parameters: { path, method = 'POST', body, port = container.model.ports[0] } }) => {
    const answered = await fetch(`http://${task.address}:${port}${path}`, { method, body });
    if (!answered.ok) { throw new Error(`${method} ${path} was answered ${answered.status}.`); }
  }),

  'send': toTasks('send', 'Writes a line to the standard input of the process, for a fault that the application itself offers.', {
    line: { shape: TEXT, about: 'The line.', required: true },
  }, ({ task, container, parameters: { line } }) => faults.send(task, line, container.name)),

  'drain': toTasks('drain', 'The tasks are stopped by a person.', {}, ({ task }) => void faults.drain(task)),

  'drain-instances': toTasks('drain-instances', 'The instances of the tasks are drained: ECS replaces the tasks in time.', {},
    ({ task }) => task.condemn('The container instance is DRAINING')),

  'spot-interrupt': toTasks('spot-interrupt', 'Fargate Spot takes the tasks back.', {}, ({ task }) => void faults.interruptSpot(task)),

  'target-state': toTasks('target-state', 'The load balancer says this of the tasks, whatever its checks find.', {
    state: { shape: oneOf(TARGET_STATES), about: 'State, as DescribeTargetHealth gives it.', required: true },
    reason: { shape: oneOf(TARGET_REASONS), about: 'Reason code.' },
    description: { shape: TEXT, about: 'Sentence beside it.' },
  }, ({ task, parameters: { state, reason, description } }) => faults.imposeTargetHealth(task, { state, reason, description })),

  'container-check': toTasks('container-check', 'The container check runs another command.', {
    command: { shape: listOf(TEXT), about: '`CMD` and its arguments, or `CMD-SHELL` and a command line.', required: true },
  }, ({ task, container, parameters: { command } }) => faults.changeContainerCheck(task, command, container.name)),

  'target-check': toService('target-check', 'The target groups\' check is changed by hand.', {
    path: { shape: TEXT, about: 'Path that it requests.' },
    matcher: { shape: TEXT, about: 'Status codes that it accepts.' },
    port: { shape: TEXT, about: 'Port that it connects to.' },
  }, ({ sandbox }, changes) => {
    const undos = sandbox.targetGroups.map((group) => faults.changeTargetCheck(group, changes));
    return () => undos.forEach((undo) => undo());
  }),

  'lose-zone': toService('lose-zone', 'An Availability Zone is cut off: no packet, no agent, no new task.', {
    zone: { shape: oneOf(['a', 'b', 'c', 'd', 'e', 'f'] as const), about: 'Its letter. Default: a.' },
  }, ({ sandbox, service }, { zone = 'a' }) => (
    faults.loseZone(sandbox, service.model.zones.find((each) => each.endsWith(zone)) ?? service.model.zones[0])
  )),

  'pending': toService('pending', 'New tasks do not get beyond a state before RUNNING.', {
    at: { shape: oneOf(STARTING), about: 'Default: PENDING.' },
  }, ({ service }, { at = 'PENDING' }) => faults.holdTasks(service, at)),

  'fail-to-start': toService('fail-to-start', 'New tasks fail to start.', {
    reason: { shape: TEXT, about: 'As ECS words it.', required: true },
  }, ({ service }, { reason }) => faults.failToStart(service, reason)),

  'no-capacity': toService('no-capacity', 'ECS finds no room for new tasks.', {}, ({ service }) => faults.exhaustCapacity(service)),

  'scale': toService('scale', 'The desired count is changed.', {
    to: { shape: wholeNumber(0, 250), about: 'Desired count.', required: true },
  }, ({ service }, { to }) => void service.setDesiredCount(to) as undefined),

  'deploy': toService('deploy', 'Another revision is deployed as the template says: rolling, or beside the serving one with its hooks.', {
    run: { shape: TEXT, about: 'Command of the new revision. Default: the same as before.' },
  }, ({ sandbox, service }, { run }) => {
    void sandbox.deploy(run ?? service.command, service.name).catch(() => undefined);
    return undefined;
  }),

  'api': toService('api', 'Calls of the AWS API are in trouble.', {
    operation: { shape: TEXT, about: 'Operation such as DescribeTasks, or * for all.', required: true },
    trouble: { shape: oneOf(TROUBLES), about: 'What is wrong.', required: true },
    perSecond: { shape: realNumber(0, 1000), about: '`throttled`: calls in a second that are answered. Default: 0.' },
    by: { shape: DURATION_SECONDS, about: '`slow`: how late the answer comes, in real time. Default: 5s.' },
  }, ({ sandbox }, { operation, trouble, perSecond, by }) => (
    sandbox.api.set(operation, { fault: trouble, perSecond, ...by === undefined ? {} : { delayMs: by * 1000 } })
  )),

  'cut-off-prober': toService('cut-off-prober', 'The prober reaches no task: its own packets are dropped, those of all others arrive.', {},
    ({ sandbox, service }) => {
      const lose = (task: Task) => sandbox.network.lose(task.address, 'dropped', ['prober']);
      const undos = service.tasks.map(lose);
      undos.push(sandbox.taskChanges.listen((task) => { if (task.lastStatus === 'RUNNING') { undos.push(lose(task)); } }));
      return () => undos.forEach((undo) => undo());
    }),

  'stop-verifier': toService('stop-verifier', 'The schedule of the verifier runs no more.', {}, ({ sandbox }) => {
    sandbox.alarms.paused = true;
    return () => { sandbox.alarms.paused = false; };
  }),

  'clock-skew': toService('clock-skew', 'The calendar of the functions is ahead of that of AWS.', {
    by: { shape: DURATION_SECONDS, about: 'How far.', required: true },
  }, ({ sandbox }, { by }) => {
    sandbox.skewFunctions(by);
    return () => sandbox.skewFunctions(0);
  }),
} as const satisfies Readonly<Record<string, FaultKind>>;

/** What a scenario can do: everything that happens to a service, and `resume`, which ends it. */
export type FaultName = keyof typeof KINDS | 'resume';

const RESUMED = Object.keys(KINDS) as ReadonlyArray<keyof typeof KINDS>;
const RESUME_KEYS = { fault: { shape: oneOf(RESUMED), about: 'What ends. Default: everything.' } };

export const FAULT_KINDS: Readonly<Record<FaultName, FaultKind>> = {
  ...KINDS,
  resume: {
    about: 'What was done before ends, as far as it can.',
    keys: RESUME_KEYS,
    shape: shapeOf('resume', RESUME_KEYS),
    cause: (scene, { fault }: MapOf<typeof RESUME_KEYS>) => scene.resume(fault),
  },
};

