import type { AlertsPlan, Plan, ServicePlan } from './plan';

/**
 * What ECS hands to the gate with each call, as the service's lifecycle hook says.
 */
export interface GateTerms {
  /** The plan of the service, whose name comes from ECS: the hook is a property of the service and cannot refer to it. */
  readonly plan: Omit<Plan, 'service'> & { readonly service: Omit<ServicePlan, 'name'> };
  /** ARN of the function that verifies. */
  readonly verifier: string;
  /** Verifications in a row that must agree. */
  readonly consecutiveVerifications: number;
  /** Seconds from the end of one verification to the start of the next. */
  readonly intervalSeconds: number;
  /** Seconds after which a stage is decided by what is known. */
  readonly patienceSeconds: number;
  /** What happens to a deployment that could not be verified. */
  readonly unverified: 'ROLL_BACK' | 'CONTINUE';
  /** Who is alerted about a deployment that was refused; nobody when absent. */
  readonly alerts?: AlertsPlan;
}
