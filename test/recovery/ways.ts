/* eslint-disable @typescript-eslint/no-explicit-any -- JSON, as states hand it on */
import type { Definition, State } from '../../sandbox/state-machines/walk';

/** One step from a state to the next, and what leads there. */
export interface Way {
  readonly from: string;
  readonly to: string;
  /** The error with which the task fails, so that this way is taken. */
  readonly error?: string;
  /** Why a Choice takes it: what must be where. */
  readonly given?: readonly { readonly path: string; readonly value: unknown }[];
}

/** An error that only `States.ALL` matches by chance. */
export const ANY_ERROR = 'Some.UnexpectedError';
const NOTHING_FITS = 'NOTHING_FITS';

/** Every step of a definition: of each Task its success and each Catch, of each Choice each rule and the default. */
export function waysOf({ States }: Definition): Way[] {
  return Object.entries(States).flatMap(([from, state]): Way[] => {
    switch (state.Type) {
      case 'Task': {
        const caught = (state.Catch ?? []).map(({ ErrorEquals, Next }: any) => ({ from, to: Next, error: errorOf(ErrorEquals) }));
        return [...state.Next ? [{ from, to: state.Next }] : [], ...caught];
      }
      case 'Choice': {
        const rules: Way[] = state.Choices.map((rule: any) => ({ from, to: rule.Next, given: [givenBy(rule)] }));
        const otherwise = state.Choices.map((rule: any) => ({ ...givenBy(rule), value: 'IsPresent' in rule ? undefined : NOTHING_FITS }));
        return [...rules, ...state.Default ? [{ from, to: state.Default, given: otherwise }] : []];
      }
      default:
        return state.Next ? [{ from, to: state.Next }] : [];
    }
  });
}

/** The shortest way from one state to another, both ways included. */
export function route(ways: readonly Way[], from: string, last: Way): Way[] | undefined {
  const queue: { readonly at: string; readonly taken: readonly Way[] }[] = [{ at: from, taken: [] }];
  const seen = new Set([from]);
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { at, taken } = next;
    if (at === last.from) { return [...taken, last]; }
    for (const way of ways.filter((candidate) => candidate.from === at && !seen.has(candidate.to))) {
      seen.add(way.to);
      queue.push({ at: way.to, taken: [...taken, way] });
    }
  }
  return undefined;
}

/** What tasks answer so that an execution takes these ways in turn; afterwards every task succeeds, and nothing more is decided. */
export function answering({ States }: Definition, plan: readonly Way[], usual: object) {
  let step = 0;
  let failed: string | undefined;
  return (name: string): unknown => {
    const state: State = States[name]!;
    // Tried again: it fails until it is caught.
    if (failed === name) { step -= 1; }
    failed = undefined;
    // Pass, Wait and Choice call nobody.
    while (step < plan.length && plan[step]!.from !== name) { step += 1; }
    const way = plan[step];
    step += 1;
    if (way?.error) {
      failed = name;
      throw Object.assign(new Error('as planned'), { name: way.error });
    }
    const choice = nextChoice(States, plan, step) ?? { given: otherwiseAfter(States, name) };
    return (choice.given ?? []).reduce((answer, { path, value }) => placedIn(answer, state, path, value), structuredClone(usual));
  };
}

/** The Choice that the plan takes before another task answers. */
function nextChoice(states: Definition['States'], plan: readonly Way[], from: number): Way | undefined {
  for (const way of plan.slice(from)) {
    if (states[way.from]!.Type === 'Task') { return undefined; }
    if (way.given) { return way; }
  }
  return undefined;
}

/** Beyond the plan a Choice takes its default. */
function otherwiseAfter(states: Definition['States'], name: string): Way['given'] {
  const next = states[states[name]!.Next]!;
  return next?.Type === 'Choice' ? waysOf({ StartAt: '', States: { [states[name]!.Next]: next } }).at(-1)!.given : [];
}

function placedIn(answer: any, { ResultPath = '$' }: State, path: string, value: unknown): any {
  const start = `${ResultPath}.`;
  if (!path.startsWith(start)) { return answer; }
  const [, name, isList] = /^(\w+)(\[0\])?$/.exec(path.slice(start.length))!;
  return { ...answer, [name!]: isList ? [value].filter((item) => item !== undefined) : value };
}

function givenBy(rule: any): { readonly path: string; readonly value: unknown } {
  return { path: rule.Variable, value: rule.StringEquals ?? { Arn: 'arn', Reason: 'MISSING' } };
}

function errorOf([first]: readonly string[]): string {
  return first === 'States.ALL' ? ANY_ERROR : first!;
}
