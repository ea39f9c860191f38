import type { TemplateModel } from './model';
import type { Plan } from '../../src/shared/plan';

/** What a verifier is told of a service: the plan in a parameter of the template; undefined where there is none. */
export function planOf({ parameters }: TemplateModel, service: string): Plan | undefined {
  const plans = parameters.filter(({ name }) => name.includes('/plans/')).map(({ value }) => parsed(value));
  return plans.find((plan) => plan?.service?.name === service);
}

/** Whether a service is registered with a verifier. */
export function hasPlan(model: TemplateModel, service: string): boolean {
  return planOf(model, service) !== undefined;
}

function parsed(value: string): Plan | undefined {
  try {
    return JSON.parse(value) as Plan;
  } catch {
    return undefined;
  }
}
