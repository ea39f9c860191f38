/**
 * The demo: synthesizes examples/fargate-alb, runs it in sandboxes with the NestJS service as its tasks and the shipped Lambda bundles,
 * causes a fault in each, and prints the verifier's diagnoses. Exit code 0 only if all were diagnosed as designed.
 */
import { createColors } from 'picocolors';
import { renderMessages } from './messages';
import { play, TIME_SCALE } from './play';
import type { PlayedScenario } from './played-scenario';
import { type Prepared, prepare } from './prepare';
import { Progress } from './progress';
import { SCENARIOS } from './scenarios';
import { renderTable } from './table';
import type { Sandbox } from '../sandbox';
import { inLanes } from '../shared/lanes';

/** More at once would only make the processes of each wait for each other on two cores; one or two of these wait for an alarm. */
const AT_ONCE = 4;

const running = new Set<Sandbox>();
let interrupted = false;

async function main(): Promise<number> {
  const progress = new Progress(SCENARIOS.length);
  const started = Date.now();
  progress.say('Synthesizing examples/fargate-alb and building examples/nestjs-service');
  const prepared = await prepare();
  const stop = async () => {
    if (interrupted) { return; }
    interrupted = true;
    progress.say('Stopping: every process that was started is ended');
    await Promise.all([...running].map((sandbox) => sandbox.stop()));
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  try {
    const results = await playAll(progress, prepared);
    progress.end();
    return interrupted ? 130 : conclude(results, (Date.now() - started) / 1000);
  } finally {
    prepared.cleanUp();
  }
}

async function playAll(progress: Progress, prepared: Prepared): Promise<PlayedScenario[]> {
  return inLanes(AT_ONCE, SCENARIOS, async (scenario) => {
    if (interrupted) { return { scenario, seconds: 0, problem: 'It was stopped before.' }; }
    progress.begin(scenario.name);
    let own: Sandbox | undefined;
    const played = await play(scenario, prepared, (sandbox) => { own = sandbox; running.add(sandbox); });
    if (own) { running.delete(own); }
    progress.finish(scenario.name);
    return played;
  });
}

function conclude(results: readonly PlayedScenario[], seconds: number): number {
  const color = process.stdout.isTTY && !process.env.NO_COLOR;
  const colors = createColors(color);
  const wrong = results.filter(({ problem }) => problem);
  process.stdout.write(`${renderTable(results, color)}\n`);
  process.stdout.write(
    `Seconds are real, from the fault to the diagnosis; checks of ECS and the load balancer run ${TIME_SCALE} times `
      + 'as often as on AWS.\n',
  );
  process.stdout.write(`\n${renderMessages(results, color)}\n`);
  wrong.forEach(({ scenario, problem }) => process.stdout.write(`\n${colors.red(`Not as designed: ${scenario.name}`)}\n  ${problem}\n`));
  const verdict = `${results.length - wrong.length} of ${results.length} scenarios were diagnosed as designed, in ${seconds.toFixed(0)} s.`;
  process.stdout.write(`\n${wrong.length === 0 ? colors.green(verdict) : colors.red(verdict)}\n`);
  return wrong.length === 0 ? 0 : 1;
}

main().then((code) => { process.exitCode = code; }, (error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
