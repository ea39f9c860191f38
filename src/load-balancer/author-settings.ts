import { Annotations, Token } from 'aws-cdk-lib';
import type { ApplicationTargetGroup, CfnTargetGroup, HealthCheck, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';
import { renderedProperties } from '../aws/rendered-properties';

type Settings = Record<string, string>;
type Attributes = Record<string, string | undefined>;

/** Each setting of a check by its name in the CDK, and its name in the template. */
const CHECK: ReadonlyArray<[name: string, rendered: string, of: (check: HealthCheck) => unknown]> = [
  ['protocol', 'HealthCheckProtocol', ({ protocol }) => protocol],
  ['path', 'HealthCheckPath', ({ path }) => path],
  ['port', 'HealthCheckPort', ({ port }) => port],
  ['matcher', 'Matcher', ({ healthyHttpCodes, healthyGrpcCodes }) => healthyGrpcCodes ?? healthyHttpCodes],
  ['interval', 'HealthCheckIntervalSeconds', ({ interval }) => interval?.toSeconds()],
  ['timeout', 'HealthCheckTimeoutSeconds', ({ timeout }) => timeout?.toSeconds()],
  ['healthyThresholdCount', 'HealthyThresholdCount', ({ healthyThresholdCount }) => healthyThresholdCount],
  ['unhealthyThresholdCount', 'UnhealthyThresholdCount', ({ unhealthyThresholdCount }) => unhealthyThresholdCount],
];

/** What the author of a target group has set on it so far, as text by name. */
export function authorSettings(targetGroup: ApplicationTargetGroup | NetworkTargetGroup): Settings {
  // The CDK does not expose its attributes; newer versions keep them in a box with `value`.
  const { attributes = {} } = targetGroup as unknown as { readonly attributes?: Attributes | { readonly value: Attributes } };
  const map = typeof attributes.value === 'object' ? attributes.value : attributes as Attributes;
  return { ...settingsOf(targetGroup.healthCheck), ...known(Object.entries(map)) };
}

/** The settings of a contract, as text by name. */
export function contractSettings(check: HealthCheck, attributes: Record<string, string>): Settings {
  return { ...settingsOf(check), ...attributes };
}

/** Warns of settings of the author that the contract replaces. */
export function warnOfReplaced(before: Settings, contract: Settings, targetGroup: IConstruct, scope: IConstruct): void {
  const replaced = differences(before, contract, 'replaced by');
  if (replaced === '') { return; }
  Annotations.of(scope).addWarningV2('cdk-ecs-layered-health:TargetGroupSettingsReplaced',
    `The health contract replaces settings of target group '${targetGroup.node.path}': ${replaced}. `
    + 'Remove them from the target group, or change the contract until they follow from it.');
}

/** Warns at synthesis of settings that were changed after the contract was applied. */
export function warnOfOverwritten(contract: Settings, targetGroup: ApplicationTargetGroup | NetworkTargetGroup, scope: IConstruct): void {
  const properties = renderedProperties(targetGroup.node.defaultChild as CfnTargetGroup);
  const rendered = { ...renderedCheck(properties), ...renderedAttributes(properties) };
  const missing = Object.fromEntries(Object.keys(contract).map((name) => [name, 'nothing']));
  const overwritten = differences(contract, { ...missing, ...rendered }, 'now');
  if (overwritten === '') { return; }
  Annotations.of(scope).addWarningV2(
    'cdk-ecs-layered-health:TargetGroupContractOverwritten',
    `Target group '${targetGroup.node.path}' was changed after its health contract was applied: ${overwritten}. `
      + 'The layers no longer agree. Apply the contract last, or remove the later change (configureHealthCheck, '
      + 'setAttribute or an override).',
  );
}

function settingsOf(check: HealthCheck = {}): Settings {
  return known(CHECK.map(([name, , of]) => [name, of(check)]));
}

function renderedCheck(properties: Record<string, any>): Settings {
  return known(
    CHECK.map(([name, key]) => [
      name,
      key === 'Matcher' ? (properties.Matcher?.GrpcCode ?? properties.Matcher?.HttpCode) : properties[key],
    ]),
  );
}

function renderedAttributes({ TargetGroupAttributes: attributes }: Record<string, any>): Settings {
  return known(Array.isArray(attributes) ? attributes.map(({ Key, Value }: { Key: string; Value: unknown }) => [Key, Value]) : []);
}

/** Tokens are left out: only the deployment knows their values. */
function known(entries: Array<[string, unknown]>): Settings {
  return Object.fromEntries(entries.flatMap(([name, value]) => (
    (typeof value === 'string' || typeof value === 'number') && !Token.isUnresolved(value) ? [[name, String(value)]] : []
  )));
}

function differences(from: Settings, to: Settings, word: string): string {
  return Object.entries(from).filter(([name, value]) => to[name] !== undefined && to[name] !== value)
    .map(([name, value]) => `${name} ${value} ${word} ${to[name]}`).join(', ');
}
