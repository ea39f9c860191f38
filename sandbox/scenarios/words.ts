import { words } from './observation';
import type { PlayedLook, PlayedScenario, PlayedState, PlayedStep } from './played';
import type { Count, Expectation, Step } from './scenario';
import type { Selector } from './selector';

/** AWS seconds as minutes and seconds: `3:05`. */
export function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}

/** A step as its file states it, in one line. */
export function stepText(step: Step): string {
  switch (step.kind) {
    case 'wait': return `wait: ${step.until === 'healthy' ? 'healthy' : `${step.until}s`}`;
    case 'do': return `do: ${[step.fault, ...membersOf(step.parameters)].join(', ')}`;
    case 'expect': return `expect: ${expectationText(step.expected)}, within ${step.withinSeconds}s`;
    case 'never': return `never: ${expectationText(step.expected)}${step.forSeconds === undefined ? '' : `, for ${step.forSeconds}s`}`;
  }
}

function expectationText(expected: Expectation): string {
  return membersOf(expected).join(', ');
}

function membersOf(value: object): string[] {
  return Object.entries(value).map(([name, member]) => `${name} ${valueText(member)}`);
}

function valueText(value: unknown): string {
  if (value instanceof RegExp) { return String(value); }
  if (Array.isArray(value)) { return value.join(' or '); }
  if (isCount(value)) { return value.comparison === '=' ? String(value.number) : `${value.comparison} ${value.number}`; }
  if (isSelector(value)) {
    return value.kind === 'count' ? String(value.count) : value.kind === 'zone' ? `zone ${value.letter}` : `${value.percent}%`;
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isCount(value: unknown): value is Count {
  return typeof value === 'object' && value !== null && 'comparison' in value;
}

function isSelector(value: unknown): value is Selector {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** A look in one line: the service, and each task that has another diagnosis. */
function lookText({ at, service, tasks }: PlayedLook): string {
  const others = tasks.filter(({ fault }) => fault !== service.fault).map((task) => `${task.task.slice(0, 8)} ${words(task)}`);
  return `${clockText(at)} ${[words(service), ...others].join('; ')}`;
}

/** What ECS and the load balancer believed, in one line. */
function stateText({ at, tasks }: PlayedState): string {
  const each = tasks.map(({ id, status, health, targets }) => `${id.slice(0, 8)} ${[status, health, ...targets].join(' ')}`);
  return `${clockText(at)} ${each.join('; ') || 'no task'}`;
}

/** What did not go as expected in a scenario that failed, and all that was seen meanwhile. */
export function failureText(played: PlayedScenario): string {
  const { scenario, problem, looks, states, messages, events } = played;
  const failed = played.steps.filter((step) => step.problem);
  const from = Math.min(...failed.map((step) => step.from), played.steps.at(-1)?.from ?? 0);
  const since = <T extends { readonly at: number }>(all: readonly T[]) => all.filter(({ at }) => at >= from - 60);
  return [
    ...problem ? [problem] : [],
    ...failed.map((step) => failedStepText(scenario.file, step)),
    'The verifier:',
    ...list(since(looks).map(lookText)),
    'ECS and the load balancer:',
    ...list(since(states).map(stateText)),
    'Messages:',
    ...list(messages.map(({ at, subject }) => `${clockText(at)} ${subject}`)),
    'Events:',
    ...list(since(events).slice(-30).map(({ at, what }) => `${clockText(at)} ${what}`)),
  ].join('\n');
}

function failedStepText(file: string, { step, problem }: PlayedStep): string {
  return `${file}:${step.line}: ${stepText(step)}\n  ${problem}`;
}

function list(lines: readonly string[]): string[] {
  return lines.length > 0 ? lines.map((line) => `  ${line}`) : ['  none'];
}
