import type { Plan } from '../../src/shared/plan';

/** The plan with a single round: further rounds would only repeat it at intervals in real seconds. Other values stay as they are. */
export function oneRound<T>(plan: T): T {
  const timing = (plan as Partial<Plan> | null)?.timing;
  return timing ? { ...plan, timing: { ...timing, rounds: 1 } } : plan;
}
