import { writeFileSync } from 'node:fs';
import { createColors } from 'picocolors';
import { playedPage } from './played/page';
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
  readonly run: Readonly<Record<string, string>>;
}

export interface ScenarioRunOptions {
  /** How many are played at once. */
  readonly jobs: number;
  readonly json: boolean;
  readonly junit?: string;
  /** File for the page. */
  readonly html?: string;
}

/** Plays scenarios and prints how they went; resolves with whether all passed. */
export async function runScenarios(ready: readonly ReadyScenario[], { jobs, json, junit, html }: ScenarioRunOptions): Promise<boolean> {
  const colors = createColors(wantsColor(process.stdout));
  const running = new Set<Sandbox>();
  let interrupted = false;
  const stop = () => {
    interrupted = true;
    running.forEach((sandbox) => void sandbox.stop());
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) { process.on(signal, stop); }
  const played = await inLanes(jobs, ready, async ({ scenario, template, run }) => {
    const result = interrupted ? stopped(scenario) : await play(scenario, template, run, running);
    if (!json) {
      const mark = result.passed ? colors.green('passed') : colors.red('FAILED');
      writeLine(`${mark}  ${scenario.name} ${colors.dim(`(${scenario.file}, ${result.seconds.toFixed(1)} s)`)}`);
      if (!result.passed) { writeLine(failureText(result).replace(/^/gm, '  ')); }
    }
    return result;
  });
  if (json) { writeLine(JSON.stringify(jsonReport(played), undefined, 2)); }
  if (junit) { writeFileSync(junit, junitReport(played)); }
  if (html) { writeFileSync(html, playedPage(played)); }
  const passed = played.filter((each) => each.passed).length;
  if (!json) { writeLine(`${passed} of ${played.length} scenarios passed.`); }
  return passed === played.length;
}

async function play(scenario: Scenario, template: object, run: ReadyScenario['run'], running: Set<Sandbox>): Promise<PlayedScenario> {
  let own: Sandbox | undefined;
  try {
    return await playScenario(scenario, { template, run, started: (sandbox) => { own = sandbox; running.add(sandbox); } });
  } catch (error) {
    return { ...stopped(scenario), problem: (error as Error).message };
  } finally {
    if (own) { running.delete(own); }
  }
}

function stopped(scenario: Scenario): PlayedScenario {
  return { scenario, passed: false, problem: 'It was not played.', seconds: 0, steps: [], looks: [], states: [], messages: [], events: [] };
}
