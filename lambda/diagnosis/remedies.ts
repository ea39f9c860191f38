import type { Diagnosis, Doubt, Remedy } from '../shared/verdict';

/** Whether a restart would help, as people read it. */
export interface RestartAdvice {
  /** As the answer to "Would a restart help?". */
  readonly answer: string;
  /** As a clause of a longer sentence; empty where nothing is wrong. */
  readonly clause: string;
}

/** The advice for each remedy. */
const BY_REMEDY: Readonly<Record<Remedy, RestartAdvice>> = {
  NONE: { answer: 'No.', clause: '' },
  WAIT: { answer: 'No, it would only prolong it.', clause: 'a restart would only prolong it' },
  RECOVER: {
    answer: 'Yes, if the application cannot recover by itself.',
    clause: 'a restart would help if the application cannot recover by itself',
  },
  RESTART: { answer: 'Yes: the process itself is at fault.', clause: 'a restart would help' },
  ALERT: { answer: 'No: a new task would do no better.', clause: 'a restart would not help' },
};

const UNDECIDED: RestartAdvice = {
  answer: 'Not known: the observations fit more than one cause.',
  clause: 'whether a restart would help is not known',
};

/** The advice where the restart that the fault calls for as a rule is in doubt. */
const BY_DOUBT: Readonly<Record<Doubt, RestartAdvice>> = {
  OBSERVERS_DISAGREE: {
    answer: 'Not known: observers disagree on whether it fails.',
    clause: 'observers disagree, so a restart is not advised',
  },
  NEVER_WELL: {
    answer: 'Hardly: it has not been well since it started, and a new task starts in the same way.',
    clause: 'a restart would hardly help, because it has not been well since it started',
  },
  NOT_SEEN_BEFORE: {
    answer: 'Not known: no earlier verification is remembered that saw it well.',
    clause: 'whether a restart would help is not known, because no earlier verification is remembered that saw it well',
  },
};

/** Whether a restart would help, and why. */
export function restartAdvice({ remedy, alternatives, doubt }: Pick<Diagnosis, 'remedy' | 'alternatives' | 'doubt'>): RestartAdvice {
  if (remedy !== 'ALERT') { return BY_REMEDY[remedy]; }
  return alternatives ? UNDECIDED : doubt ? BY_DOUBT[doubt] : BY_REMEDY[remedy];
}

/** Whether a text names a doubt. */
export function isDoubt(text: string): text is Doubt {
  return Object.hasOwn(BY_DOUBT, text);
}
