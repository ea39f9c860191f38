import { writeFileSync } from 'node:fs';
import { createColors } from 'picocolors';
import { playedPage } from './played/page';
import { introduction, printLogs, printWhatHappens, whereabouts } from './sandbox-output';
import { wantsColor, writeLine } from './terminal';
import type { Sandbox } from '../sandbox/sandbox';
import { jsonReport } from '../sandbox/scenarios/json';
import { junitReport } from '../sandbox/scenarios/junit';
import { playScenario } from '../sandbox/scenarios/play';
import type { PlayedScenario } from '../sandbox/scenarios/played';
import type { Scenario } from '../sandbox/scenarios/scenario';
import { failureText } from '../sandbox/scenarios/words';
import { inLanes } from '../sandbox/shared/lanes';

/** A scenario with what it is played with. */
export interface ReadyScenario {
  readonly scenario: Scenario;
  readonly template: object;
  readonly templatePath: string;
  readonly run: Readonly<Record<string, string>>;
  readonly environment: Scenario['environment'];
}

export interface ScenarioRunOptions {
  /** How many are played at once. */
  readonly jobs: number;
  readonly json: boolean;
  /** Whether the sandbox runs on until it is stopped; for one scenario. */
  readonly keep: boolean;
  /** Whether the output of the processes is printed. */
  readonly logs: boolean;
  readonly junit?: string;
  /** File for the page. */
  readonly html?: string;
}

/** Plays scenarios and prints how they went; resolves with whether all passed. */
export async function runScenarios(ready: readonly ReadyScenario[], options: ScenarioRunOptions): Promise<boolean> {
  const { jobs, json, keep, junit, html } = options;
  const colors = createColors(wantsColor(process.stdout));
  const running = new Set<Sandbox>();
  let interrupted = false;
  const interruption = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        interrupted = true;
        running.forEach((sandbox) => void sandbox.stop());
        resolve();
      });
    }
  });
  const played = await inLanes(jobs, ready, async (each) => {
    const result = interrupted ? stopped(each.scenario) : await play(each, options, ready.length > 1, running);
    if (!json) {
      const mark = result.passed ? colors.green('passed') : colors.red('FAILED');
      writeLine(`${mark}  ${each.scenario.name} ${colors.dim(`(${each.scenario.file}, ${result.seconds.toFixed(1)} s)`)}`);
      if (!result.passed) { writeLine(failureText(result).replace(/^/gm, '  ')); }
    }
    return result;
  });
  if (json) { writeLine(JSON.stringify(jsonReport(played), undefined, 2)); }
  if (junit) { writeFileSync(junit, junitReport(played)); }
  if (html) { writeFileSync(html, playedPage(played)); }
  const passed = played.filter((each) => each.passed).length;
  if (!json) { writeLine(`${passed} of ${played.length} scenarios passed.`); }
  const [kept] = running;
  if (keep && kept && !interrupted) {
    if (!json) {
      writeLine(`\n${introduction(ready[0].templatePath, kept)}\n${whereabouts(kept)}`);
      printWhatHappens(kept);
    }
    await interruption;
  }
  await Promise.all([...running].map(async (sandbox) => sandbox.stop()));
  return passed === played.length;
}

async function play(
  { scenario, template, run, environment }: ReadyScenario,
  { json, keep, logs }: ScenarioRunOptions,
  several: boolean,
  running: Set<Sandbox>,
): Promise<PlayedScenario> {
  let own: Sandbox | undefined;
  const started = (sandbox: Sandbox) => {
    own = sandbox;
    running.add(sandbox);
    if (logs) { printLogs(sandbox, json ? process.stderr : process.stdout, several ? `${scenario.name}: ` : ''); }
  };
  try {
    return await playScenario(scenario, { template, run, environment, keep, started });
  } catch (error) {
    return { ...stopped(scenario), problem: (error as Error).message };
  } finally {
    if (own && !keep) { running.delete(own); }
  }
}

function stopped(scenario: Scenario): PlayedScenario {
  return { scenario, passed: false, problem: 'It was not played.', seconds: 0, steps: [], looks: [], states: [], messages: [], events: [] };
}
