import { hang, kill, send } from '../faults';
import { Sandbox, type SandboxOptions } from '../sandbox';
import { figuresTemplate, type Settings } from './templates';
import type { Task } from '../tasks/task';

/** A fault of one of two tasks. */
export interface MeasuredFault {
  readonly name: string;
  cause(task: Task): void;
}

export const FAULTS: readonly MeasuredFault[] = [
  { name: 'process hung', cause: (task) => { hang(task); } },
  { name: 'liveness answers 500', cause: (task) => send(task, 'liveness 500') },
  { name: 'port closed, process alive', cause: (task) => send(task, 'close-port') },
  { name: 'process killed', cause: (task) => kill(task) },
  { name: 'readiness fails', cause: (task) => send(task, 'component cache down') },
];

/** Seconds of AWS from the fault on; absent what did not happen. */
export interface Figures {
  readonly fault: string;
  readonly settings: Settings;
  /** The load balancer sends no more requests to the broken task: its target is unhealthy, draining or deregistered. */
  readonly trafficRemoved?: number;
  /** A replacement receives traffic: its target is healthy. */
  readonly recovered?: number;
}

/** How it is measured. */
export interface Measurement {
  /** Command line that starts the service. */
  readonly command: string;
  readonly timeScale: number;
  /** For how long something is waited for that may never happen, in seconds of AWS. */
  readonly windowSeconds: number;
  readonly scaledTimeoutFloorMs?: SandboxOptions['scaledTimeoutFloorMs'];
  readonly bundles?: SandboxOptions['bundles'];
  /** Hears of each sandbox, which it may stop. */
  started?(sandbox: Sandbox): void;
}

/** Before ECS starts another task. */
const REPLACEMENT_SECONDS = 10;
const PATIENCE_MS = 60_000;

/**
 * Breaks one of two tasks right after the load balancer has checked it, the worst moment for a fault to be noticed, and waits for what
 * happens.
 */
export async function measure(fault: MeasuredFault, settings: Settings, measurement: Measurement): Promise<Figures> {
  const { command, timeScale, windowSeconds, scaledTimeoutFloorMs, bundles, started } = measurement;
  const sandbox = await Sandbox.start({
    template: figuresTemplate(settings),
    run: { web: command },
    timeScale,
    scaledTimeoutFloorMs,
    bundles,
    replacementDelayMs: REPLACEMENT_SECONDS * 1000 / timeScale,
  });
  started?.(sandbox);
  try {
    const service = sandbox.service();
    const grace = service.model.gracePeriodSeconds * 1000;
    await sandbox.until(
      () => service.deployed && service.steady && sandbox.tasks().every((task) => sandbox.clock.now - task.createdAt > grace),
      PATIENCE_MS,
      'all tasks to be healthy',
    );
    const [broken, ...others] = sandbox.tasks();
    const [target] = broken.targets;
    const checks = target.checks;
    await sandbox.until(() => target.checks > checks, PATIENCE_MS, 'a check of the load balancer');
    const began = Date.now();
    const elapsed = () => (Date.now() - began) * timeScale / 1000;
    fault.cause(broken);
    let trafficRemoved: number | undefined;
    let recovered: number | undefined;
    await sandbox.until(() => {
      trafficRemoved ??= target.health.state === 'healthy' ? undefined : elapsed();
      const replaced = sandbox
        .tasks()
        .some((task) => task !== broken && !others.includes(task) && task.targets.every(({ health }) => health.state === 'healthy'));
      recovered ??= replaced ? elapsed() : undefined;
      return (trafficRemoved !== undefined && recovered !== undefined) || elapsed() > windowSeconds;
    }, PATIENCE_MS + windowSeconds * 1000 / timeScale, 'what comes of the fault');
    return { fault: fault.name, settings, trafficRemoved, recovered };
  } finally {
    await sandbox.stop();
  }
}
