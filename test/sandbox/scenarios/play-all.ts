import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TEMPLATES } from './templates';
import { playScenario } from '../../../sandbox/scenarios/play';
import type { PlayedScenario } from '../../../sandbox/scenarios/played';
import { readScenario } from '../../../sandbox/scenarios/read-scenario';

const templates = new Map<string, object>();

function templateOf(path: string): object {
  const name = basename(path);
  if (!templates.has(name)) { templates.set(name, TEMPLATES[name]()); }
  return templates.get(name)!;
}

/** Synthesizes what the files need before any is played: meanwhile nothing else in this process goes on, such as checks and answers. */
export function synthesizeFor(files: readonly string[]): void {
  for (const file of files) { templateOf(readScenario(file).template!); }
}

/** Paths of the scenario files of a folder. */
export function scenarioFiles(folder = __dirname): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort().map((name) => join(folder, name));
}

/** Plays a scenario file of this project, whose template is synthesized. */
export async function playFile(file: string): Promise<PlayedScenario> {
  const scenario = readScenario(file);
  return playScenario({ ...scenario, directory: join(__dirname, '..', 'fixtures') }, {
    template: templateOf(scenario.template!), run: scenario.run, bootAllowanceMs: 3000,
  });
}
