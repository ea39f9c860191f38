import { type Duration } from 'aws-cdk-lib';
import type { OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import { type HealthEndpoint } from './health-endpoint';

/**
 * Builds the command that ECS runs inside the container to check it.
 */
export interface IContainerProbe {
  /**
   * The command in ECS's form, `['CMD', …]` or `['CMD-SHELL', …]`; exit code 0 is healthy.
   * @param endpoint the endpoint to check
   * @param port port of the container, used where the endpoint names none
   * @param timeout how long the command may take
   * @param operatingSystem of the container; Linux if left out
   * @throws when the probe's tool does not run there
   */
  command(endpoint: HealthEndpoint, port: number, timeout: Duration, operatingSystem?: OperatingSystemFamily): string[];
}
