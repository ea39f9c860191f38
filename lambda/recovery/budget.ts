import type { RecoverySettings } from '../../src/recovery/recovery-settings';

/** Acts are remembered for a day. */
export const REMEMBERED_MS = 86_400_000;

/**
 * Within which time the acts are counted: the window, and twice as long each time that as many as it allows were needed within a day. A
 * service that is restarted again and again has a fault that no restart fixes.
 */
export function budgetWindowMs({ restarts, windowSeconds }: RecoverySettings, acts: readonly number[], now: number): number {
  const lately = acts.filter((at) => at > now - REMEMBERED_MS).length;
  const doublings = Math.max(0, Math.floor(lately / restarts) - 1);
  return Math.min(REMEMBERED_MS, windowSeconds * 1_000 * 2 ** doublings);
}

/** What the ledger holds, ISO times with spaces between them, as milliseconds since the epoch. What is no time is left out. */
export function readActs(text: string): number[] {
  return text.split(' ').map((time) => Date.parse(time)).filter((at) => !Number.isNaN(at)).sort((a, b) => a - b);
}

/** The acts of the last day and one now, as the ledger holds them. */
export function withAct(acts: readonly number[], now: number): string {
  return [...acts.filter((at) => at > now - REMEMBERED_MS), now].map((at) => new Date(at).toISOString()).join(' ');
}
