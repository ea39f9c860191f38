import type { AlertsPlan, Plan, ServicePlan } from '../verification/plan';

/**
 * What ECS hands to the gate with each call, because the service's hook says so. Imports nothing but types, as both the construct and
 * the Lambda use it.
 */
export interface GateTerms {
  /** The plan of the service, whose name ECS says: the hook is part of the service and cannot refer to it. */
  readonly plan: Omit<Plan, 'service'> & { readonly service: Omit<ServicePlan, 'name'> };
  /** ARN of the function that verifies. */
  readonly verifier: string;
  /** Looks in a row that must find the same. */
  readonly looks: number;
  /** Seconds from the end of one look to the next. */
  readonly intervalSeconds: number;
  /** Seconds after which a stage is decided with what is known by then. */
  readonly patienceSeconds: number;
  /** What becomes of a deployment of which nothing could be found out. */
  readonly unverified: 'ROLL_BACK' | 'CONTINUE';
  /** Who is told of what was decided against a deployment; nobody when absent. */
  readonly alerts?: AlertsPlan;
}
