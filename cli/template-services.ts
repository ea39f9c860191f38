import { readTemplates, type TemplateInput } from './read-templates';
import { readServices } from './services/read-services';
import type { ServiceSettings } from './services/service-settings';
import { USUAL_CHOICES } from './services/usual-choices';
import { withProgress } from './terminal';
import { UsageError } from './usage-error';

/** The services of templates. */
export interface TemplateServices {
  /** As the templates state them; at least one. */
  readonly services: readonly ServiceSettings[];
  /** A service with the defaults of parameters, and what follows from them. */
  readonly usual: (service: ServiceSettings) => ServiceSettings;
}

/**
 * Reads the ECS services of the templates that a command was called with.
 * @throws UsageError where there is none
 */
export async function readTemplateServices(paths: readonly string[]): Promise<TemplateServices> {
  const read = await withProgress(`Reading ${paths.join(', ')}`, () => {
    const templates = readTemplates(paths);
    return { templates, services: readServices(templates) };
  });
  if (read.services.length > 0) { return { services: read.services, usual: usualOf(read.templates) }; }
  throw new UsageError({
    what: 'There is no ECS service',
    got: paths.join(', '),
    allowed: 'templates with an AWS::ECS::Service',
    fix: 'name the folder or the template that contains it',
  });
}

/** Read when it is first needed. */
function usualOf(templates: readonly TemplateInput[]): TemplateServices['usual'] {
  let known: ReadonlyMap<string, ServiceSettings> | undefined;
  const key = ({ template, name }: ServiceSettings) => JSON.stringify([template, name]);
  return (service) => {
    known ??= new Map(readServices(templates, USUAL_CHOICES).map((one) => [key(one), one]));
    return known.get(key(service)) ?? service;
  };
}
