import { toTasks, type FaultKinds } from './fault-kind';
import * as faults from '../../faults';
import type { Undo } from '../../faults';
import { fillQueue } from '../../fill-queue';
import type { Container } from '../../tasks/container';
import { exhaustFiles } from '../open-files';
import { DURATION_SECONDS, oneOf, wholeNumber } from '../shape';

const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGSEGV', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

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

/** What happens to the processes of tasks. */
export const OF_PROCESSES = {
  'kill': toTasks('kill', 'The process receives a signal, SIGKILL by default.', {
    signal: { shape: oneOf(SIGNALS), about: 'Default: SIGKILL.' },
  }, ({ container, parameters: { signal = 'SIGKILL' } }) => container.process.signal(signal)),

  'hang': toTasks('hang', 'Every process of the container stands still; the kernel still accepts connections.', {},
    ({ task, container }) => faults.hang(task, container.name)),

  'fill-queue': toTasks('fill-queue', 'The process hangs, and so many clients wait that the kernel drops further connection attempts.', {},
    async ({ task, container }) => fillQueue(task, container)),

  'exhaust-files': toTasks('exhaust-files', 'The process can open no further file or connection (EMFILE).', {},
    ({ container }) => exhaustFiles(container.process)),

  'stutter': toTasks('stutter', 'The processes stand still most of the time, as a blocked event loop or a starved processor.', {
    stopped: { shape: DURATION_SECONDS, about: 'How long they stand still each time, in real time.', required: true },
    running: { shape: DURATION_SECONDS, about: 'How long they run in between, in real time.', required: true },
  }, ({ container, parameters: { stopped, running } }) => inTurn(container, stopped * 1000, running * 1000)),

  'flap': toTasks('flap', 'The processes hang and run in turn, in AWS time.', {
    down: { shape: DURATION_SECONDS, about: 'How long they hang each time. Default: 110s.' },
    // Both together no multiple of the verifier's minute, with which each look would meet the same of the two.
    up: { shape: DURATION_SECONDS, about: 'How long they run in between. Default: 92s.' },
  }, ({ scene, container, parameters: { down = 110, up = 92 } }) => {
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
} as const satisfies FaultKinds;
