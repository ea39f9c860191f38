import type { Figures } from './figures';

/** Seconds for a person. */
export function secondsText(seconds: number): string {
  if (Number.isNaN(seconds)) { return 'unknown'; }
  return seconds === Infinity ? 'never' : String(Math.round(seconds));
}

/** Best, typical and worst; one number where they are the same. */
export function figuresText({ best, typical, worst }: Figures): string {
  if (Object.is(best, worst)) { return Number.isFinite(best) ? `${secondsText(best)} s` : secondsText(best); }
  return `${[best, typical, worst].map(secondsText).join(' · ')} s`;
}
