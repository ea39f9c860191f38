import { carefulRemedy, diagnosis, RESTART_HELPS } from './faults';
import { type Observations, type Observer, troubled } from './observations';
import { type Pattern, TASK_CAUSES, type TaskCause } from './task-causes';
import type { Diagnosis, Doubt, FaultLayer } from '../shared/verdict';

/** Observers that both have to be wrong before a restart is advised against what they see. */
const MOST_CONTRADICTIONS = 1;

/** That the agent is connected proves little, and which checks were answered well is said in a line of its own. */
const TOLD_OTHERWISE: readonly Observer[] = ['agent', 'network', 'port', 'certificate', 'liveness', 'readiness'];

interface Candidate {
  readonly cause: TaskCause;
  /** Observers whose trouble it explains. */
  readonly explained: readonly Observer[];
  /** Settled observers that see something else than it predicts. */
  readonly contradicted: readonly Observer[];
}

/**
 * The causes of what is observed of one task. Of the causes of the lowest trouble, the one that contradicts fewest observers and explains
 * most of the trouble; then, as long as trouble is left, what explains the rest. Empty where nothing is wrong. What is down comes before
 * what only warns, and then from the lowest layer up.
 */
export function explain(observations: Observations, causes: readonly TaskCause[] = TASK_CAUSES): Diagnosis[] {
  const diagnoses: Diagnosis[] = [];
  let left = troubled(observations);
  while (left.length > 0) {
    const open = left;
    const [lowest] = open;
    const candidates = causes
      .filter(({ shownBy }) => shownBy.some((pattern) => isSeen(pattern, observations)))
      .map((cause) => weigh(cause, observations, open))
      // What others believe, the first cause may explain in ways that the table does not know; what the prober saw itself has a cause.
      .filter(({ explained, contradicted }) => (
        explained.includes(lowest) && (diagnoses.length === 0 || contradicted.length === 0 || PROBED.includes(lowest))
      ));
    const fewest = Math.min(...candidates.map(({ contradicted }) => contradicted.length));
    const most = Math.max(...candidates.filter((each) => each.contradicted.length === fewest).map(({ explained }) => explained.length));
    const best = candidates.filter((each) => each.contradicted.length === fewest && each.explained.length === most);
    if (best.length > 0) { diagnoses.push(diagnosisOf(best, observations)); }
    left = left.filter((observer) => observer !== lowest && !best[0]?.explained.includes(observer));
  }
  return diagnoses.sort((a, b) => gravity(a) - gravity(b));
}

/** What the prober's own checks see. */
const PROBED: readonly Observer[] = ['network', 'port', 'closed-port', 'certificate', 'liveness', 'readiness'];

const LAYERS: readonly (FaultLayer | null)[] = ['L3', 'L4', 'TLS', 'L7', 'LOAD_BALANCER', 'ECS', 'EDGE', 'PROBER'];

function gravity({ fault, status, layer }: Diagnosis): number {
  // Said on purpose, so it comes before all that follows from it.
  if (fault === 'STUCK_OUT_OF_SERVICE') { return -1; }
  return (status === 'DOWN' ? 0 : LAYERS.length) + LAYERS.indexOf(layer);
}

function weigh(cause: TaskCause, observations: Observations, trouble: readonly Observer[]): Candidate {
  const { predicts = {}, allows = {} } = cause;
  return {
    cause,
    explained: trouble.filter((observer) => matches(predicts, observer, observations) || matches(allows, observer, observations)),
    contradicted: (Object.keys(predicts) as Observer[]).filter((observer) => (
      observations[observer]?.settled && !matches(predicts, observer, observations) && !matches(allows, observer, observations)
    )),
  };
}

function diagnosisOf([first, ...others]: readonly Candidate[], observations: Observations): Diagnosis {
  const { cause: { fault, predicts = {}, shownBy }, explained, contradicted } = first;
  const words = (observers: readonly Observer[]) => observers.map((observer) => observations[observer]!.words);
  const shown = shownBy.filter((pattern) => isSeen(pattern, observations)).flatMap((pattern) => Object.keys(pattern) as Observer[]);
  const supporting = (Object.keys(predicts) as Observer[]).filter((observer) => (
    !TOLD_OTHERWISE.includes(observer) && observations[observer]?.settled && matches(predicts, observer, observations)
  ));
  const evidence = [
    ...new Set([...explained, ...shown.filter((observer) => !isFine(observer, observations) || fault === 'HOST_LOST'), ...supporting]),
  ];
  const table = diagnosis(fault, [...new Set(words(evidence))]);
  const alternatives = [...new Set(others.map(({ cause }) => cause.fault))].filter((other) => other !== fault);
  const doubt = RESTART_HELPS.has(table.remedy) ? doubtOf(first, observations) : undefined;
  return {
    ...table,
    ...doubt ? { remedy: 'ALERT', doubt } : { remedy: carefulRemedy([fault, ...alternatives]) },
    ...contradicted.length > 0 ? { against: words(contradicted) } : {},
    ...alternatives.length > 0 ? { alternatives } : {},
  };
}

/** What was answered well is said in a line of its own, and a connected agent proves little. */
function isFine(observer: Observer, observations: Observations): boolean {
  return TOLD_OTHERWISE.includes(observer) && ['OK', 'CONNECTED', 'LOST'].includes(observations[observer]!.saw);
}

/**
 * What never was well is as it was started: another start changes nothing. Where nobody knows, nobody advises one, even if the process
 * itself says that it has failed: so does each process of a bad release.
 */
function doubtOf({ contradicted }: Candidate, { earlier }: Observations): Doubt | undefined {
  if (contradicted.length > MOST_CONTRADICTIONS) { return 'OBSERVERS_DISAGREE'; }
  if (earlier?.saw === 'NEVER_WELL') { return 'NEVER_WELL'; }
  return earlier?.saw === 'UNKNOWN' ? 'NOT_SEEN_BEFORE' : undefined;
}

function isSeen(pattern: Pattern, observations: Observations): boolean {
  return (Object.keys(pattern) as Observer[]).every((observer) => matches(pattern, observer, observations));
}

function matches(pattern: Pattern, observer: Observer, observations: Observations): boolean {
  const saw = observations[observer]?.saw;
  return saw !== undefined && ((pattern[observer] ?? []) as readonly string[]).includes(saw);
}
