/* eslint-disable @typescript-eslint/no-explicit-any -- JSON, as states hand it on */
/** The clock of an execution, in milliseconds of AWS. */
export interface ExecutionClock {
  sleep(ms: number): Promise<void>;
  /**
   * Calls a function later.
   * @returns a function that cancels the call
   */
  after(ms: number, happen: () => void): () => void;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export type State = Readonly<Record<string, any>> & { readonly Type: string };

/** Calls what a Task state names. */
export type CallResource = (state: State, input: any) => Promise<any>;

interface Run {
  readonly definition: Definition;
  readonly input: unknown;
  /** What `$$` is. */
  readonly context: unknown;
  readonly call: CallResource;
  readonly clock: ExecutionClock;
  /** Called with the name of each state that begins. */
  readonly entered: (name: string) => void;
}

/** Executes a state machine until it ends: gives its output, or rejects with the error it ended with. */
export type Interpreter = (run: Run) => Promise<unknown>;

/** A year or more: a Task of a Standard state machine has no other limit. */
const NO_TIMEOUT = 99_999_999;

/**
 * As much of the Amazon States Language (JSONPath) as recovery uses, and quick; it refuses the rest. That it does what a complete
 * interpreter does is shown by the same histories played with both. https://states-language.net/
 */
export const walk: Interpreter = async ({ definition, input, context, call, clock, entered }) => {
  let data: any = structuredClone(input);
  for (let name: string | undefined = definition.StartAt; name !== undefined;) {
    entered(name);
    const state: State = definition.States[name];
    switch (state.Type) {
      case 'Pass': data = passed(state, data, context); break;
      case 'Task': {
        const { output, next } = await tried(state, data, context, call, clock);
        data = output;
        if (next !== undefined) { name = next; continue; }
        break;
      }
      case 'Wait': await clock.sleep(1_000 * (state.Seconds ?? read(state.SecondsPath, data, context))); break;
      case 'Choice': name = chosen(state, data, context); continue;
      case 'Succeed': return effectiveOutput(state, data, context);
      case 'Fail': throw Object.assign(new Error(state.Cause), { name: state.Error ?? 'States.Failed' });
      default: throw new Error(`this interpreter supports no state of type ${state.Type}`);
    }
    name = state.End ? undefined : state.Next;
  }
  return data;
};

async function tried(
  state: State, raw: any, context: unknown, call: CallResource, clock: ExecutionClock,
): Promise<{ readonly output: any; readonly next?: string }> {
  const attempts: number[] = (state.Retry ?? []).map(() => 0);
  // A path that leads nowhere is an error of the definition, which no Catch catches.
  // https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation
  const given = effectiveInput(state, raw, context);
  for (;;) {
    let result: unknown;
    try {
      result = await inTime(state, call(state, structuredClone(given)), clock);
    } catch (error) {
      const { name, message } = error as Error;
      const retrier = (state.Retry ?? []).findIndex(({ ErrorEquals }: any) => isOneOf(name, ErrorEquals));
      if (retrier >= 0) {
        const { MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity } = state.Retry[retrier];
        if (attempts[retrier] < MaxAttempts) {
          await clock.sleep(1_000 * Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** attempts[retrier]));
          attempts[retrier] += 1;
          continue;
        }
      }
      const catcher = (state.Catch ?? []).find(({ ErrorEquals }: any) => isOneOf(name, ErrorEquals));
      if (!catcher) { throw error; }
      return { output: placed(catcher.ResultPath ?? '$', raw, { Error: name, Cause: message }), next: catcher.Next };
    }
    return { output: merged(state, raw, result, context) };
  }
}

async function inTime(state: State, answer: Promise<any>, clock: ExecutionClock): Promise<any> {
  let cancel = () => {};
  const late = new Promise((_resolve, reject) => {
    const expire = () => reject(Object.assign(new Error('timed out'), { name: 'States.Timeout' }));
    cancel = clock.after(1_000 * (state.TimeoutSeconds ?? NO_TIMEOUT), expire);
  });
  answer.catch(() => {});
  return Promise.race([answer, late]).finally(() => cancel());
}

function isOneOf(name: string, errors: readonly string[]): boolean {
  return errors.some((error) => error === name || error === 'States.ALL' || (error === 'States.TaskFailed' && name !== 'States.Timeout'));
}

function passed(state: State, raw: any, context: unknown): any {
  return merged(state, raw, 'Result' in state ? state.Result : effectiveInput(state, raw, context), context);
}

function effectiveInput(state: State, raw: any, context: unknown): any {
  const chosenPart = state.InputPath === undefined ? raw : state.InputPath === null ? {} : read(state.InputPath, raw, context);
  return state.Parameters === undefined ? chosenPart : filled(state.Parameters, chosenPart, context);
}

function merged(state: State, raw: any, result: any, context: unknown): any {
  const selected = state.ResultSelector === undefined ? result : filled(state.ResultSelector, result, context);
  return effectiveOutput(state, state.ResultPath === null ? raw : placed(state.ResultPath ?? '$', raw, selected), context);
}

function effectiveOutput(state: State, data: any, context: unknown): any {
  return state.OutputPath === undefined ? data : read(state.OutputPath, data, context);
}

/** A payload template: what ends in `.$` is a path or an intrinsic function. */
function filled(template: any, data: any, context: unknown): any {
  if (Array.isArray(template)) { return template.map((item) => filled(item, data, context)); }
  if (typeof template !== 'object' || template === null) { return template; }
  return Object.fromEntries(Object.entries(template).map(([key, value]) => (
    key.endsWith('.$') ? [key.slice(0, -2), evaluated(value as string, data, context)] : [key, filled(value, data, context)])));
}

function evaluated(expression: string, data: any, context: unknown): any {
  const [, name, list] = /^States\.(\w+)\((.*)\)$/s.exec(expression) ?? [];
  if (name === undefined) { return read(expression, data, context); }
  const [first, ...rest] = (list.match(/'(?:\\.|[^'\\])*'|[^,]+/g) ?? []).map((word) => word.trim())
    .map((word) => (word.startsWith("'") ? word.slice(1, -1).replace(/\\(.)/g, '$1') : evaluated(word, data, context)));
  switch (name) {
    case 'Format':
      return rest.reduce(
        (text: string, value) => text.replace('{}', () => (typeof value === 'string' ? value : JSON.stringify(value))),
        first,
      );
    case 'Array':
      return [first, ...rest];
    case 'JsonToString':
      return JSON.stringify(first);
    case 'StringToJson':
      return JSON.parse(first);
    default:
      throw new Error(`this interpreter supports no States.${name}`);
  }
}

/** A reference path, or undefined where nothing is there. */
function found(path: string, data: any, context: unknown): any {
  const [start, rest] = path.startsWith('$$') ? [context, path.slice(2)] : [data, path.slice(1)];
  if (!path.startsWith('$')) { throw new Error(`this interpreter supports no path like ${path}`); }
  return steps(rest).reduce((value: any, key) => (value === null || value === undefined ? undefined : value[key]), start);
}

function read(path: string, data: any, context: unknown): any {
  const value = found(path, data, context);
  if (value === undefined) { throw Object.assign(new Error(`nothing is at ${path}`), { name: 'States.Runtime' }); }
  return value;
}

const STEPS = new Map<string, string[]>();

function steps(path: string): string[] {
  let known = STEPS.get(path);
  if (!known) {
    STEPS.set(
      path,
      (known = [...path.matchAll(/\.([\w-]+)|\['([^']+)'\]|\[(\d+)\]/g)].map(([, name, quoted, index]) => name ?? quoted ?? index)),
    );
  }
  return known;
}

function placed(path: string, raw: any, result: any): any {
  const [key, ...rest] = steps(path.slice(1));
  if (key === undefined) { return result; }
  return { ...raw, [key]: rest.length === 0 ? result : placed(`$.${rest.join('.')}`, raw?.[key] ?? {}, result) };
}

function chosen({ Choices, Default }: State, data: any, context: unknown): string {
  const next = Choices.find((rule: any) => holds(rule, data, context))?.Next ?? Default;
  if (next === undefined) { throw Object.assign(new Error('no choice fits'), { name: 'States.NoChoiceMatched' }); }
  return next;
}

function holds(rule: any, data: any, context: unknown): boolean {
  if (rule.And) { return rule.And.every((part: any) => holds(part, data, context)); }
  if (rule.Or) { return rule.Or.some((part: any) => holds(part, data, context)); }
  if (rule.Not) { return !holds(rule.Not, data, context); }
  const value = found(rule.Variable, data, context);
  if ('IsPresent' in rule) { return (value !== undefined) === rule.IsPresent; }
  if ('StringEquals' in rule) { return value === rule.StringEquals; }
  if ('BooleanEquals' in rule) { return value === rule.BooleanEquals; }
  throw new Error(`this interpreter supports no comparison like ${Object.keys(rule).join(', ')}`);
}
