import type { TemplateModel } from './model';

/** Whether a service is registered with a verifier: a parameter of the template holds its plan. */
export function hasPlan({ parameters }: TemplateModel, service: string): boolean {
  return parameters.some(({ name, value }) => name.includes('/plans/') && serviceOf(value) === service);
}

function serviceOf(plan: string): unknown {
  try {
    return (JSON.parse(plan) as { readonly service?: { readonly name?: unknown } } | null)?.service?.name;
  } catch {
    return undefined;
  }
}
