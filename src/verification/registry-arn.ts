import type { Stack } from 'aws-cdk-lib';
import { registryPath } from '../shared/registry';

/** The parameters of one verifier: its record, and the plans of all services that it verifies. */
export function registryArn(stack: Stack, verifier: string): string {
  return stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: `${registryPath(verifier).slice(1)}/*` });
}
