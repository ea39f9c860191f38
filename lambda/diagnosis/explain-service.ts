import { OWN_CAUSES, type ServiceCause, type ServiceObservations, type ServiceObserver, type ServicePattern } from './service-causes';

/** The cause that explains best, with what speaks for it and against it. */
export interface ServiceExplanation {
  readonly cause: ServiceCause;
  readonly evidence: readonly string[];
  readonly against: readonly string[];
  /** Causes that explain as much, with as little against them. */
  readonly alternatives: readonly ServiceCause[];
}

/**
 * The cause that explains what is seen of a service as a whole: of those that something shows, the one that contradicts fewest observers
 * and explains most of them; undefined where nothing shows one.
 */
export function explainService(observations: ServiceObservations, ofStops: readonly ServiceCause[]): ServiceExplanation | undefined {
  const weighed = [...OWN_CAUSES, ...ofStops].flatMap((cause) => weigh(cause, observations));
  const fewest = Math.min(...weighed.map(({ against }) => against.length));
  const left = weighed.filter(({ against }) => against.length === fewest);
  const most = Math.max(...left.map(({ evidence }) => evidence.length));
  const [best, ...others] = left.filter(({ evidence }) => evidence.length === most);
  return best && { ...best, alternatives: others.map(({ cause }) => cause) };
}

function weigh(cause: ServiceCause, observations: ServiceObservations): Omit<ServiceExplanation, 'alternatives'>[] {
  const { shownBy, predicts = {} } = cause;
  const shown = shownBy.filter((pattern) => keysOf(pattern).every((observer) => wordsOf(pattern, observer, observations).length > 0));
  if (shown.length === 0) { return []; }
  const patterns = [...shown, predicts];
  const evidence = patterns.flatMap((pattern) => keysOf(pattern).flatMap((observer) => wordsOf(pattern, observer, observations)));
  const against = keysOf(predicts).filter((observer) => (
    (observations[observer]?.size ?? 0) > 0 && wordsOf(predicts, observer, observations).length === 0
  )).flatMap((observer) => [...observations[observer]!.values()]);
  return [{ cause, evidence: [...new Set(evidence)], against }];
}

function keysOf(pattern: ServicePattern): ServiceObserver[] {
  return Object.keys(pattern) as ServiceObserver[];
}

function wordsOf(pattern: ServicePattern, observer: ServiceObserver, observations: ServiceObservations): string[] {
  const seen = observations[observer] as ReadonlyMap<string, string> | undefined;
  return ((pattern[observer] ?? []) as readonly string[]).flatMap((sight) => seen?.get(sight) ?? []);
}
