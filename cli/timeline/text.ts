import type { Figures } from './figures';
import { isUnknown, type Quantity } from '../services/quantity';

/** Seconds for a person, without the unit. */
export function secondsText(seconds: Quantity): string {
  if (isUnknown(seconds)) { return 'unknown'; }
  return seconds === Infinity ? 'never' : String(Math.round(seconds));
}

/** Seconds for a person, with the unit where there is a number. */
export function durationText(seconds: Quantity): string {
  return Number.isFinite(seconds) ? `${secondsText(seconds)} s` : secondsText(seconds);
}

/** Best, typical and worst; one number where they are the same. */
export function figuresText({ best, typical, worst }: Figures): string {
  return best === worst ? durationText(best) : `${secondsText(best)} · ${secondsText(typical)} · ${secondsText(worst)} s`;
}
