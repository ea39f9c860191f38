import { REMEMBERED_MS } from '../../src/shared/ledger';
import type { RecoverySettings } from '../../src/shared/recovery-settings';

/**
 * Milliseconds within which restarts are counted: the window, doubled each time that as many restarts as it allows were needed within a
 * day. A service that is restarted again and again has a fault that no restart fixes.
 */
export function budgetWindowMs({ restarts, windowSeconds }: RecoverySettings, acts: readonly number[], now: number): number {
  const lately = acts.filter((at) => at > now - REMEMBERED_MS).length;
  const doublings = Math.max(0, Math.floor(lately / restarts) - 1);
  return Math.min(REMEMBERED_MS, windowSeconds * 1_000 * 2 ** doublings);
}
