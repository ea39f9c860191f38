import { hang, kill, send } from '../faults';
import { Sandbox, type SandboxOptions } from '../sandbox';
import { figuresTemplate, type Settings } from './templates';
import type { Task } from '../tasks/task';

/** What breaks one of two tasks. */
export interface MeasuredFault {
  readonly name: string;
  breakIt(task: Task): void;
}

export const FAULTS: readonly MeasuredFault[] = [
  { name: 'process hung', breakIt: (task) => { hang(task); } },
  { name: 'liveness answers 500', breakIt: (task) => send(task, 'liveness 500') },
  { name: 'port closed, process alive', breakIt: (task) => send(task, 'close-port') },
  { name: 'process killed', breakIt: (task) => kill(task) },
  { name: 'readiness fails', breakIt: (task) => send(task, 'component cache down') },
];

/** Seconds of AWS from the fault on; absent what did not happen. */
export interface Figures {
  readonly fault: string;
  readonly settings: Settings;
  /** The load balancer sends the broken task nothing more: its target is unhealthy, draining or gone. */
  readonly trafficRemoved?: number;
  /** A task that came in its place gets traffic: its target is healthy. */
  readonly recovered?: number;
}

/** How it is measured. */
export interface Measurement {
  /** Command line that starts the service. */
  readonly command: string;
  readonly timeScale: number;
  /** For how long something is waited for that may never happen, in seconds of AWS. */
  readonly windowSeconds: number;
  readonly shortestTimeoutMs?: SandboxOptions['shortestTimeoutMs'];
  readonly bundles?: SandboxOptions['bundles'];
  /** Hears of each sandbox, which it may stop. */
  started?(sandbox: Sandbox): void;
}

/** Before ECS starts another task. */
const REPLACEMENT_SECONDS = 10;
const PATIENCE_MS = 60_000;

/** Breaks one of two tasks right after the load balancer has checked it, the worst moment for a fault to be noticed, and waits for what happens. */
export async function measure(fault: MeasuredFault, settings: Settings, measurement: Measurement): Promise<Figures> {
  const { command, timeScale, windowSeconds, shortestTimeoutMs, bundles, started } = measurement;
  const sandbox = await Sandbox.start({
    template: figuresTemplate(settings),
    run: { web: command },
    timeScale,
    shortestTimeoutMs,
    bundles,
    replacementDelayMs: REPLACEMENT_SECONDS * 1000 / timeScale,
  });
  started?.(sandbox);
  try {
    const service = sandbox.service();
    const grace = service.model.gracePeriodSeconds * 1000 / timeScale;
    await sandbox.until(() => service.deployed && service.steady && sandbox.tasks().every((task) => Date.now() - task.createdAt > grace), PATIENCE_MS, 'all tasks to be well');
    const [broken, ...others] = sandbox.tasks();
    const [target] = broken.targets;
    const checks = target.checks;
    await sandbox.until(() => target.checks > checks, PATIENCE_MS, 'a check of the load balancer');
    const began = Date.now();
    const elapsed = () => (Date.now() - began) * timeScale / 1000;
    fault.breakIt(broken);
    let trafficRemoved: number | undefined;
    let recovered: number | undefined;
    await sandbox.until(() => {
      trafficRemoved ??= target.health.state === 'healthy' ? undefined : elapsed();
      const replaced = sandbox.tasks().some((task) => task !== broken && !others.includes(task) && task.targets.every(({ health }) => health.state === 'healthy'));
      recovered ??= replaced ? elapsed() : undefined;
      return (trafficRemoved !== undefined && recovered !== undefined) || elapsed() > windowSeconds;
    }, PATIENCE_MS + windowSeconds * 1000 / timeScale, 'what comes of the fault');
    return { fault: fault.name, settings, trafficRemoved, recovered };
  } finally {
    await sandbox.stop();
  }
}
