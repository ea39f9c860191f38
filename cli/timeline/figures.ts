/** A moment, in seconds from the start of its story. NaN: only the deployment knows; Infinity: never. */
export interface Figures {
  readonly best: number;
  /** Halfway: the mean over all moments at which a fault may come, checks that fail at once and checks that run into their timeout. */
  readonly typical: number;
  readonly worst: number;
}

export const ZERO: Figures = exactly(0);
export const NEVER: Figures = exactly(Infinity);

/** The same in every case. */
export function exactly(seconds: number): Figures {
  return { best: seconds, typical: seconds, worst: seconds };
}

export function between(best: number, worst: number): Figures {
  return { best, typical: (best + worst) / 2, worst };
}

/** One after the other. */
export function after(...parts: readonly Figures[]): Figures {
  return combine((seconds) => seconds.reduce((sum, next) => sum + next, 0), parts);
}

/** Whatever comes first. */
export function soonest(...parts: readonly Figures[]): Figures {
  return combine((seconds) => Math.min(...seconds), parts);
}

function combine(how: (seconds: readonly number[]) => number, parts: readonly Figures[]): Figures {
  return { best: how(parts.map(({ best }) => best)), typical: how(parts.map(({ typical }) => typical)), worst: how(parts.map(({ worst }) => worst)) };
}
