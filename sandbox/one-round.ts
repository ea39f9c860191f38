import type { Plan } from '../src/verification/plan';

/** A plan for a single look: further rounds would only repeat it at spacings in real seconds. What is no plan stays as it is. */
export function oneRound<T>(plan: T): T {
  const timing = (plan as Partial<Plan> | null)?.timing;
  return timing ? { ...plan, timing: { ...timing, rounds: 1 } } : plan;
}
