import type { ContainerModel, TemplateModel } from './model';

/** Variables of each container, by `CONTAINER`, or by `SERVICE/CONTAINER` where two services use the same name. */
export type GivenEnvironment = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a secret is set to where nobody has given its value: ECS would not start the task without it. */
export const SECRET_PLACEHOLDER = 'no-value-in-the-sandbox';

/**
 * A template whose containers have the variables that are given, and the values of their secrets: given, or of a parameter of the template.
 * A note names the secrets that have neither, never a value.
 */
export function withEnvironment(model: TemplateModel, given: GivenEnvironment): TemplateModel {
  const notes: string[] = [];
  const parameterOf = (from: string) => model.parameters
    .find(({ name }) => from === name || from.endsWith(`:parameter/${name.replace(/^\//, '')}`))?.value;
  const complete = (service: string, container: ContainerModel): ContainerModel => {
    const own = { ...given[container.name], ...given[`${service}/${container.name}`] };
    const unknown: string[] = [];
    const secrets = Object.entries(container.secrets).map(([name, from]) => {
      const value = own[name] ?? parameterOf(from);
      if (value === undefined) { unknown.push(name); }
      return [name, value ?? SECRET_PLACEHOLDER];
    });
    if (unknown.length > 0) {
      notes.push(`Container ${container.name}: ${unknown.join(', ')} of its secrets ${unknown.length > 1 ? 'have' : 'has'} no value `
        + `here, but '${SECRET_PLACEHOLDER}'; give it as environment.`);
    }
    return { ...container, environment: { ...container.environment, ...Object.fromEntries(secrets), ...own } };
  };
  const services = model.services.map((service) => ({
    ...service,
    taskDefinition: {
      ...service.taskDefinition,
      containers: service.taskDefinition.containers.map((container) => complete(service.name, container)),
    },
  }));
  return { ...model, services, notes: [...model.notes, ...notes] };
}
