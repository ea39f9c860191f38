import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { ScenarioFileError } from './file-error';
import { COMMANDS, ENVIRONMENT, SCENARIO_FILE, type FileStep } from './format';
import type { Scenario, Step } from './scenario';
import { Place } from './shape';

const WITHIN_SECONDS = 600;

/** Reads a scenario from its file, which is YAML, and so may be JSON. Throws ScenarioFileError. */
export function readScenario(file: string): Scenario {
  return parseScenario(readText(file), file);
}

/** Reads the command of each container from a file in YAML or JSON. Throws ScenarioFileError. */
export function readCommands(file: string): Scenario['run'] {
  return COMMANDS.read(placeOf(readText(file), file, 'commands'));
}

/** Reads variables of each container from a file in YAML or JSON. Throws ScenarioFileError. */
export function readEnvironment(file: string): Scenario['environment'] {
  return ENVIRONMENT.read(placeOf(readText(file), file, 'environment'));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ScenarioFileError(file, 1, 1, `cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** The value of a whole file. Throws ScenarioFileError. */
function placeOf(text: string, file: string, name: string): Place {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent', prettyErrors: false });
  const [broken] = document.errors;
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0]);
    const fix = broken.code === 'BLOCK_AS_IMPLICIT_KEY' ? ' A text that contains a colon and a space stands in quotes.' : '';
    throw new ScenarioFileError(file, line, col, `is not YAML: ${broken.message.replace(/\.?$/, '.')}${fix}`);
  }
  return new Place({ name: file, document, lines }, document.contents, document.contents?.range, name);
}

/** Reads a scenario from its text. Throws ScenarioFileError. */
export function parseScenario(text: string, file: string): Scenario {
  const place = placeOf(text, file, 'scenario');
  const { name, template, run = {}, environment = {}, directory, service, timeScale, timeouts, steps } = SCENARIO_FILE.read(place);
  const folder = dirname(file);
  const placed = place.entries!.find(({ key }) => key === 'steps')!.value.items!;
  return {
    name,
    file,
    run,
    environment,
    ...template ? { template: resolve(folder, template) } : {},
    ...directory ? { directory: resolve(folder, directory) } : {},
    ...service ? { service } : {},
    ...timeScale ? { timeScale } : {},
    scaledTimeouts: timeouts === 'scaled',
    steps: steps.map((step, index) => ({ ...stepOf(step), line: placed[index].line })),
  };
}

type Unplaced<S> = S extends unknown ? Omit<S, 'line'> : never;

function stepOf(step: FileStep): Unplaced<Step> {
  if ('do' in step) {
    const { do: fault, ...parameters } = step;
    return { kind: 'do', fault, parameters };
  }
  if ('wait' in step) { return { kind: 'wait', until: step.wait, withinSeconds: step.within ?? WITHIN_SECONDS }; }
  if ('expect' in step) { return { kind: 'expect', expected: step.expect, withinSeconds: step.within ?? WITHIN_SECONDS }; }
  return { kind: 'never', expected: step.never, forSeconds: step.for };
}
