import type { Plan, ProbedPlan } from '../../src/shared/plan';

/** Whether the plan's tasks can be probed from outside; a worker's cannot. */
export function isProbed(plan: Plan): plan is ProbedPlan {
  return plan.port !== undefined && plan.liveness !== undefined;
}
