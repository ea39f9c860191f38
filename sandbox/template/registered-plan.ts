import type { TemplateModel } from './model';
import type { Plan } from '../../src/shared/plan';

/** What a verifier is told of a service: the plan in a parameter of the template; undefined where there is none. */
export function registeredPlan({ parameters }: TemplateModel, service: string): Plan | undefined {
  const plans = parameters.filter(({ name }) => name.includes('/plans/')).map(({ value }) => parsed(value));
  return plans.find((plan) => plan?.service?.name === service);
}

function parsed(value: string): Plan | undefined {
  try {
    return JSON.parse(value) as Plan;
  } catch {
    return undefined;
  }
}
