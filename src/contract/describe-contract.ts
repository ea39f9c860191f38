import { accepts, isObject } from './accepts';
import type { HealthEndpoint } from './health-endpoint';

/**
 * Which contract an error is about. A contract has no path, so it is named by what its author recognises, e.g.
 * `health contract of port 3000, liveness http /health/live`.
 * @param props anything at all: they are not checked yet
 */
export function describeContract(props: unknown): string {
  const { port, liveness }: Record<string, unknown> = isObject(props) ? props : {};
  const marks = [
    ...accepts(port, 'number') || accepts(port, 'string') ? [`port ${port}`] : [],
    ...accepts(liveness, 'HealthEndpoint') ? [`liveness ${endpointName(liveness as HealthEndpoint)}`] : [],
  ];
  return ['health contract', ...marks.length > 0 ? [marks.join(', ')] : []].join(' of ');
}

function endpointName({ protocol, path, port, _command: command }: HealthEndpoint): string {
  const [, ...words] = command ?? [];
  return [protocol, path ?? port ?? words.join(' ')].join(' ').trim();
}
