import { calculate, type Quantity } from '../services/quantity';

/** A moment, in seconds from the start of its story. Infinity: never. */
export interface Figures {
  readonly best: Quantity;
  /** Halfway between best and worst: the mean over all moments of a fault, and over checks that fail at once or run into their timeout. */
  readonly typical: Quantity;
  readonly worst: Quantity;
}

export const ZERO: Figures = exactly(0);
export const NEVER: Figures = exactly(Infinity);

/** The same in every case. */
export function exactly(seconds: Quantity): Figures {
  return { best: seconds, typical: seconds, worst: seconds };
}

export function between(best: Quantity, worst: Quantity): Figures {
  return { best, typical: calculate([best, worst], (one, other) => (one + other) / 2), worst };
}

/** One after the other. */
export function after(...parts: readonly Figures[]): Figures {
  return combine((...seconds) => seconds.reduce((sum, next) => sum + next, 0), parts);
}

/** Whatever comes first. */
export function soonest(...parts: readonly Figures[]): Figures {
  return combine(Math.min, parts);
}

function combine(how: (...seconds: readonly number[]) => number, parts: readonly Figures[]): Figures {
  return {
    best: calculate(parts.map(({ best }) => best), how),
    typical: calculate(parts.map(({ typical }) => typical), how),
    worst: calculate(parts.map(({ worst }) => worst), how),
  };
}
