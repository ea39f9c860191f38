import type { PlayedCheck, PlayedLook, PlayedScenario, PlayedState, PlayedStep } from '../../sandbox/scenarios/played';
import { stepText } from '../../sandbox/scenarios/words';

/** How something looks to its observer: fine, on its way, wrong, or not known. */
type Mood = 'well' | 'waiting' | 'wrong' | 'unknown';

/** What an observer saw from a moment to another, in AWS seconds after the start. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly mood: Mood;
  readonly text: string;
}

/** What one observer saw of one thing: spans that follow one another. */
export interface Lane {
  /** Id of the task; absent for the service. */
  readonly task?: string;
  readonly spans: readonly Span[];
}

/** Something at one moment. */
export interface Mark {
  readonly at: number;
  readonly text: string;
}

/** A row of the picture. */
export interface Row {
  readonly observer: string;
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
  /** Tasks that are left out because nothing was wrong with them for as long as with others. */
  readonly leftOut: number;
}

/** More tasks than this are no picture. */
const MOST_LANES = 8;

/** AWS seconds after the start at which a scenario ended. */
export function endOf({ steps, looks, states, messages, events }: PlayedScenario): number {
  return Math.max(
    60, ...steps.flatMap(({ from, to = from }) => [from, to]), ...[...looks, ...states, ...messages, ...events].map(({ at }) => at),
  );
}

/** What each observer saw, an observer a row. */
export function rowsOf(played: PlayedScenario): Row[] {
  const { looks, states, steps, messages } = played;
  const end = endOf(played);
  return [
    { observer: 'What was done', lanes: [], marks: doneBy(steps), leftOut: 0 },
    { observer: 'What was expected', lanes: expected(steps, end), marks: [], leftOut: 0 },
    ofTasks('Probe', tasksOf(looks, end, ({ tasks }) => tasks.map(({ task, checks, status }) => [task, ...probed(status, checks)]))),
    ofTasks('ECS', tasksOf(states, end, ({ tasks }) => tasks.map(({ id, status, health }) => [id, ...ecsSays(status, health, states)]))),
    ofTasks('Load balancer', tasksOf(states, end, ({ tasks }) => tasks.flatMap(({ id, targets }) => (
      targets.length > 0 ? [[id, ...loadBalancerSays(targets)] as const] : []
    )))),
    {
      observer: 'Verdict',
      lanes: [{ spans: joined(looks, end, ({ service }) => [moodOf(service), verdictText(service)]) }],
      marks: [],
      leftOut: 0,
    },
    { observer: 'Serving', lanes: [{ spans: serving(states, end) }], marks: [], leftOut: 0 },
    { observer: 'Messages', lanes: [], marks: messages.map(({ at, subject }) => ({ at, text: subject })), leftOut: 0 },
  ].filter(({ lanes, marks, observer }) => observer === 'What was done' || lanes.some(({ spans }) => spans.length > 0) || marks.length > 0);
}

function doneBy(steps: readonly PlayedStep[]): Mark[] {
  return steps.flatMap(({ step, from }) => (step.kind === 'do' ? [{ at: from, text: stepText(step).replace('do: ', '') }] : []));
}

/** Steps that follow one another in one lane, and a lane for each thing that must not be observed. */
function expected(steps: readonly PlayedStep[], end: number): Lane[] {
  const spans = steps.filter(({ step }) => step.kind !== 'do').map((played) => ({ kind: played.step.kind, span: stepSpan(played, end) }))
    // What begins at the end lasts no time.
    .filter(({ span: { from, to } }) => to > from);
  return [
    { spans: spans.filter(({ kind }) => kind !== 'never').map(({ span }) => span) },
    ...spans.filter(({ kind }) => kind === 'never').map(({ span }) => ({ spans: [span] })),
  ].filter((lane) => lane.spans.length > 0);
}

function stepSpan({ step, from, to, problem }: PlayedStep, end: number): Span {
  const lasts = step.kind === 'never' && step.forSeconds !== undefined ? Math.min(end, from + step.forSeconds) : end;
  const text = stepText(step).replace(/, within \d+s$/, '');
  const mood = problem ? 'wrong' : step.kind === 'wait' ? 'waiting' : 'well';
  return { from, to: to ?? lasts, mood, text: problem ? `${text}: ${problem}` : text };
}

type Seen = readonly [task: string, mood: Mood, text: string];

/** The lanes of tasks, from what was seen of each of them at each moment. */
function tasksOf<T extends { readonly at: number }>(moments: readonly T[], end: number, seen: (moment: T) => ReadonlyArray<Seen>): Lane[] {
  const lanes = new Map<string, Span[]>();
  moments.forEach((moment, index) => {
    const to = moments[index + 1]?.at ?? end;
    for (const [task, mood, text] of seen(moment)) {
      const spans = lanes.get(task) ?? [];
      lanes.set(task, spans);
      add(spans, { from: moment.at, to, mood, text });
    }
  });
  return [...lanes].map(([task, spans]) => ({ task, spans }));
}

function joined<T extends { readonly at: number }>(
  moments: readonly T[], end: number, seen: (moment: T) => readonly [Mood, string],
): Span[] {
  const spans: Span[] = [];
  moments.forEach((moment, index) => {
    const [mood, text] = seen(moment);
    add(spans, { from: moment.at, to: moments[index + 1]?.at ?? end, mood, text });
  });
  return spans;
}

/** What goes on as it was is one span. */
function add(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last && last.to === span.from && last.mood === span.mood && last.text === span.text) {
    spans[spans.length - 1] = { ...last, to: span.to };
  } else if (span.to > span.from) {
    spans.push(span);
  }
}

/** Where there are too many tasks, those with which something was wrong for longest remain, in the order in which they came. */
function ofTasks(observer: string, lanes: readonly Lane[]): Row {
  const trouble = ({ spans }: Lane) => spans.filter(({ mood }) => mood !== 'well').reduce((sum, { from, to }) => sum + to - from, 0);
  const shown = new Set([...lanes].sort((one, other) => trouble(other) - trouble(one)).slice(0, MOST_LANES));
  return { observer, lanes: lanes.filter((lane) => shown.has(lane)), marks: [], leftOut: lanes.length - shown.size };
}

/** What the probe saw: the lowest layer that did not answer as it should. */
function probed(status: PlayedLook['service']['status'], checks: readonly PlayedCheck[]): readonly [Mood, string] {
  const failed = checks.find(({ outcome }) => outcome !== 'OK' && outcome !== 'SKIPPED');
  if (!failed) { return checks.length > 0 ? ['well', 'answers well'] : ['unknown', 'not probed']; }
  const mood = failed.outcome === 'PROBER' ? 'unknown' : failed.outcome === 'NOT_YET' || status === 'OUT_OF_SERVICE' ? 'waiting' : 'wrong';
  return [mood, `${failed.layer} ${failed.check}: ${failed.outcome}`];
}

function ecsSays(status: string, health: string, states: readonly PlayedState[]): readonly [Mood, string] {
  const checked = states.some(({ tasks }) => tasks.some((task) => task.health !== 'UNKNOWN'));
  const text = checked && status === 'RUNNING' ? `${status} ${health}` : status;
  return [status !== 'RUNNING' || (checked && health === 'UNKNOWN') ? 'waiting' : health === 'UNHEALTHY' ? 'wrong' : 'well', text];
}

const TARGET_MOODS: Readonly<Record<string, Mood>> = {
  'healthy': 'well', 'unhealthy': 'wrong', 'unhealthy.draining': 'wrong', 'unavailable': 'unknown',
};

function loadBalancerSays(targets: readonly string[]): readonly [Mood, string] {
  const moods = targets.map((state) => TARGET_MOODS[state] ?? 'waiting');
  const worst = (['wrong', 'unknown', 'waiting', 'well'] as const).find((mood) => moods.includes(mood))!;
  return [worst, [...new Set(targets)].join(', ')];
}

function moodOf({ status, remedy }: PlayedLook['service']): Mood {
  return status === 'UP' ? 'well' : status === 'UNKNOWN' ? 'unknown' : remedy === 'WAIT' ? 'waiting' : 'wrong';
}

function verdictText({ status, fault, layer, remedy }: PlayedLook['service']): string {
  return fault === 'HEALTHY' ? 'HEALTHY' : `${fault}${layer ? ` at ${layer}` : ''}, ${status}, ${remedy}`;
}

function serving(states: readonly PlayedState[], end: number): Span[] {
  const counted = states.map(({ at, tasks }) => ({ at, serve: tasks.filter(({ serves }) => serves).length }));
  const most = Math.max(0, ...counted.map(({ serve }) => serve));
  const first = counted.find(({ serve }) => serve > 0)?.at ?? Infinity;
  return joined(counted, end, ({ at, serve }) => [
    serve === 0 && at > first ? 'wrong' : serve < most || serve === 0 ? 'waiting' : 'well',
    serve === 1 ? '1 task serves' : `${serve === 0 ? 'no' : serve} tasks serve`,
  ]);
}
