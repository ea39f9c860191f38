import type { ContainerCheck } from './container';
import { programOf, scriptOf, stepsOf, type Step } from './shell-command';
import { shortened } from './words';

/** Why a check exits with 0 whatever happens, and what to write instead. */
export interface AlwaysSucceeds {
  readonly because: string;
  readonly fix: string;
}

/** How a part of a script ends: certainly with 0, certainly with another code, or as the container is. */
type Status = 'success' | 'failure' | 'open';

const SUCCEEDING = ['true', 'echo', 'printf'];
/** What may end or change the script before its last list. */
const DECIDING = ['exit', 'return', 'set', 'kill'];
const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/** Undefined where the command may fail, or may do so for all that is known. */
export function endsInSuccess(check: ContainerCheck): AlwaysSucceeds | undefined {
  const steps = stepsOf(check);
  const start = Math.max(0, ...steps.map(({ after }, index) => (after === ';' || after === '&' ? index : 0)));
  if (steps.length === 0 || steps.slice(0, start).some((step) => DECIDING.includes(programOf(step)))) { return undefined; }
  const shell = scriptOf(check) !== undefined;
  const pipelines = pipelinesOf(steps.slice(start));
  let status: Status = 'open';
  let decisive = pipelines[0];
  for (const [index, pipeline] of pipelines.entries()) {
    const own = statusOf(pipeline, shell, steps.length);
    const operator = index === 0 ? '' : pipeline[0].after;
    const before: Status = status;
    if (operator === '||') {
      status = before === 'success' ? 'success' : own === 'success' ? 'success' : before === 'failure' ? own
        : 'open';
    }
    if (operator === '&&') {
      status = before === 'failure' ? 'failure' : own === 'failure' ? 'failure' : before === 'success' ? own
        : 'open';
    }
    if (operator === '') { status = own; }
    if (status === 'success' && before !== 'success') { decisive = pipeline; }
    // The script is over.
    if (programOf(pipeline[0]) === 'exit' && operator !== '||' && operator !== '&&') { break; }
  }
  return status === 'success' ? reasonOf(decisive, start > 0 && steps[start].after === '&' ? steps[start - 1] : undefined) : undefined;
}

function pipelinesOf(steps: readonly Step[]): Step[][] {
  const pipelines: Step[][] = [];
  for (const step of steps) {
    if (step.after === '|' && pipelines.length > 0) { pipelines[pipelines.length - 1].push(step); } else { pipelines.push([step]); }
  }
  return pipelines;
}

function statusOf(pipeline: readonly Step[], shell: boolean, count: number): Status {
  const last = pipeline[pipeline.length - 1];
  const [first = '', code] = last.words;
  const program = programOf(last);
  if (last.opens) { return 'open'; }
  // PipeHidesFailure is about other programs that end a pipe.
  if (pipeline.length > 1) { return findsItself(pipeline) ? 'success' : 'open'; }
  if (SUCCEEDING.includes(program) || (shell && last.words.every((word) => ASSIGNMENT.test(word)))) { return 'success'; }
  if (shell && first === ':') { return 'success'; }
  if (program === 'false' || (shell && first === 'exit' && code !== '0')) {
    return code === undefined && first === 'exit' ? 'open'
      : 'failure';
  }
  if (shell && first === 'exit') { return 'success'; }
  return shell && count > 1 && findsItsShell(last) ? 'success' : 'open';
}

/** `ps aux | grep node`: the list of processes has the grep itself, with the word that it searches. */
function findsItself(pipeline: readonly Step[]): boolean {
  const [list] = pipeline;
  const search = pipeline[pipeline.length - 1];
  const options = search.words.slice(1).filter((word) => word.startsWith('-'));
  const [pattern = ''] = search.words.slice(1).filter((word) => !word.startsWith('-'));
  return programOf(list) === 'ps' && list.words.slice(1).some((word) => /^-?[A-Za-z]*[aefx][A-Za-z]*$/.test(word))
    && ['grep', 'egrep', 'fgrep'].includes(programOf(search)) && !options.some((option) => /^-[a-z]*[vx]/.test(option)
      || option.startsWith('--'))
    && /^[\w./ -]+$/.test(pattern) && pattern !== ''
    && pipeline.slice(1, -1).every((step) => ['cat', 'sort', 'tee'].includes(programOf(step)));
}

/** `pgrep -f node || exit 1`: the shell that runs the script has the word in its own command line. */
function findsItsShell(step: Step): boolean {
  const [pattern = ''] = step.words.slice(1).filter((word) => !word.startsWith('-'));
  return programOf(step) === 'pgrep' && step.words.some((word) => word === '--full' || /^-[a-z]*f/.test(word))
    && !step.words.some((word) => /^-[a-z]*[xPutUGgs]/.test(word)) && /^[\w./ -]+$/.test(pattern) && pattern !== '';
}

function reasonOf(pipeline: readonly Step[], background: Step | undefined): AlwaysSucceeds {
  const last = pipeline[pipeline.length - 1];
  const words = shortened(last.words.join(' '));
  if (pipeline.length > 1) {
    return {
      because: `searches its own list of processes by '${words}', which finds itself there, so that it always exits with 0`,
      fix: 'Ask the application, by HTTP for example; or search with a pattern that does not match itself, such as [n]ode for node.',
    };
  }
  if (programOf(last) === 'pgrep') {
    return {
      because: `runs '${words}' in a shell whose own command line has the word, so that it always exits with 0`,
      fix: 'Ask the application, by HTTP for example; or run pgrep by CMD, without a shell.',
    };
  }
  if (background) {
    return {
      because: `has an unquoted &: a shell runs '${shortened(background.words.join(' '))}' in the background, and '${words}', which exits `
        + 'with 0, '
        + 'decides',
      fix: 'Put the URL into single quotes.',
    };
  }
  return {
    because: `ends with '${last.after === '' ? '' : `${last.after} `}${words}', which always exits with 0`,
    fix: 'Let it end with the program that checks, or with `|| exit 1`.',
  };
}
