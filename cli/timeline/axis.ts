import type { Quantity } from '../services/quantity';

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const MAXIMUM_TICKS = 9;

/** Where the ticks of an axis stand, from 0 to at least the longest of these times. */
export function ticksFor(seconds: readonly Quantity[]): number[] {
  const longest = Math.max(10, ...seconds.filter((each): each is number => Number.isFinite(each)));
  const step = STEPS.find((candidate) => longest / candidate <= MAXIMUM_TICKS) ?? Math.ceil(longest / MAXIMUM_TICKS);
  return Array.from({ length: Math.ceil(longest / step) + 1 }, (_, index) => index * step);
}

/** Seconds below two minutes, minutes above. */
export function tickText(tick: number, step: number): string {
  return step % 60 === 0 && tick > 0 ? `${tick / 60} min` : `${tick} s`;
}
