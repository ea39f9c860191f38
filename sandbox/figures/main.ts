/**
 * Measures in sandboxes how long a broken task gets traffic, and how long until another takes its place: with the settings of a contract,
 * and with those that CDK gives the same service. The service is examples/nestjs-service.
 */
import { FAULTS, measure } from './measure';
import { renderFigures } from './table';
import { SETTINGS } from './templates';
import { prepareService } from '../demo/prepare';
import { Progress } from '../demo/progress';
import type { Sandbox } from '../sandbox';
import { inLanes } from '../shared/lanes';

/** Small enough that a timeout of 5 s is enough for real processes, and that their boots hardly count. */
const TIME_SCALE = 10;
const SHORTEST_TIMEOUT_MS = 500;
const WINDOW_SECONDS = 300;
/** A few at a time: their processes must not wait for each other. */
const AT_ONCE = 5;

async function main(): Promise<number> {
  const cells = FAULTS.flatMap((fault) => SETTINGS.map((settings) => ({ fault, settings })));
  const progress = new Progress(cells.length);
  progress.say('Building examples/nestjs-service');
  const prepared = await prepareService();
  const running = new Set<Sandbox>();
  let interrupted = false;
  const stop = () => {
    interrupted = true;
    running.forEach((sandbox) => void sandbox.stop());
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const figures = await inLanes(AT_ONCE, cells, async ({ fault, settings }) => {
      const name = `${fault.name} (${settings})`;
      if (interrupted) { throw new Error('Stopped: nothing was measured.'); }
      progress.begin(name);
      const measured = await measure(fault, settings, {
        command: prepared.command,
        timeScale: TIME_SCALE,
        windowSeconds: WINDOW_SECONDS,
        scaledTimeoutFloorMs: SHORTEST_TIMEOUT_MS,
        started: (sandbox) => running.add(sandbox),
      });
      progress.finish(name);
      return measured;
    });
    progress.end();
    process.stdout.write(
      `${renderFigures(figures, process.stdout.isTTY && !process.env.NO_COLOR)}\n`
        + 'Until the task gets no more traffic / until a replacement gets traffic. The fault occurs right after a check of '
        + 'the load balancer.\n'
        + `Seconds of AWS, measured at ${TIME_SCALE} times its speed; never: not within ${WINDOW_SECONDS} s.\n`,
    );
    return 0;
  } finally {
    await Promise.all([...running].map((sandbox) => sandbox.stop()));
    prepared.cleanUp();
  }
}

main().then((code) => { process.exitCode = code; }, (error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
