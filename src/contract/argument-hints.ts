import { accepts, isObject, propNames } from './accepts';
import { describeValue, isClass, withArticle } from './describe-value';
import { CALLS, ENUMS, STRUCTS } from './prop-types.generated';

/** One way to get an object of a type. */
const EXAMPLES: Readonly<Record<string, string>> = {
  ApplicationRecovery: "ApplicationRecovery.http('/recover')",
  DnsCheck: "DnsCheck.http(host, HealthEndpoint.http('/health'))",
  DnsRecord: 'DnsRecord.primary({ zone, target })',
  Duration: 'Duration.seconds(60)',
  FrontDoor: "FrontDoor.internetFacing(host, HealthEndpoint.http('/'))",
  HealthAssertion: "HealthAssertion.body(HealthMatcher.contains('ok'))",
  HealthChecker: 'HealthChecker.verifier()',
  HealthContract: 'new HealthContract({ … })',
  HealthDependency: "HealthDependency.tcp('database', host, 5432)",
  HealthDialogue: 'HealthDialogue.dns()',
  HealthEndpoint: "HealthEndpoint.http('/health')",
  HealthFormat: 'HealthFormat.AUTO',
  HealthMatcher: "HealthMatcher.contains('ok')",
  IAlarmAction: 'new SnsAction(topic)',
  IContainerProbe: 'ContainerProbe.curl()',
  Reachability: 'Reachability.fromProber()',
  RecordTarget: 'RecordTarget.fromAlias(new LoadBalancerTarget(loadBalancer))',
  RejectedTraffic: 'RejectedTraffic.inVpc(vpc, contract)',
  SecretHeader: "SecretHeader.fromSecretsManager('X-Token', secret)",
};

/** Types whose own name is not clear enough. */
const NAMES: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  BaseService: 'an ECS service of this app (FargateService or Ec2Service)',
  IBaseService: 'an ECS service (FargateService or Ec2Service) with its cluster',
  IService: 'an ECS service (FargateService or Ec2Service)',
};

/** Properties under which other constructs hold a value of the type, besides the name of the argument. */
const KEPT_AS: Readonly<Record<string, string[]>> = {
  IStage: ['deploymentStage'],
  IHttpStage: ['defaultStage'],
  ITargetGroup: ['targetGroup'],
  ContainerDefinition: ['defaultContainer'],
};

/** A type in words. */
export function describeType(type: string): string {
  if (type.endsWith('[]')) { return `a list, each of it ${describeType(type.slice(0, -2))}`; }
  if (type.endsWith('{}')) { return `an object, each value ${describeType(type.slice(0, -2))}`; }
  if (STRUCTS[type]) {
    const required = propNames(type, true);
    return `an object with ${required.length > 0 ? listOf(required) : `any of ${listOf(propNames(type))}`}`;
  }
  if (isObject(ENUMS[type])) { return `one of ${Object.keys(ENUMS[type]).map((member) => `${type}.${member}`).join(', ')}`; }
  return NAMES[type] ?? `${withArticle(type)}${EXAMPLES[type] ? ` such as ${EXAMPLES[type]}` : ''}`;
}

/**
 * A way out for a value of the wrong type.
 * @param name name of the prop or parameter
 */
export function remedy(value: unknown, type: string, name: string): string {
  return aboutFunction(value, type) ?? aboutList(value, type) ?? aboutText(value, type) ?? aboutNumber(value, type)
    ?? aboutObject(value, type, name) ?? `pass ${EXAMPLES[type] ?? describeType(type)}`;
}

function aboutFunction(value: unknown, type: string): string | undefined {
  if (typeof value !== 'function') { return undefined; }
  if (isClass(value)) { return `pass an object, not its class${EXAMPLES[type] ? `, e.g. ${EXAMPLES[type]}` : ''}`; }
  const factory = `${type.replace(/^I(?=[A-Z])/, '')}.${value.name}`;
  return `call it: ${factory in CALLS ? factory : value.name || 'function'}()`;
}

function aboutList(value: unknown, type: string): string | undefined {
  if (type.endsWith('[]') && accepts(value, type.slice(0, -2))) { return 'put it into a list: [ … ]'; }
  return Array.isArray(value) && value.some((item) => accepts(item, type)) ? 'pass one of them, without the list' : undefined;
}

function aboutText(value: unknown, type: string): string | undefined {
  if (typeof value !== 'string') { return undefined; }
  const text = value.trim();
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  if (type === 'number' && isNumber || type === 'boolean' && /^(true|false)$/.test(text)) { return `pass ${text} without quotes`; }
  const members = ENUMS[type];
  const isMeant = (known: string) => known.toLowerCase() === text.toLowerCase();
  const member = isObject(members) && Object.entries(members).find(([key, held]) => isMeant(key) || isMeant(held))?.[0];
  if (member) { return `pass ${type}.${member}`; }
  if (type === 'Duration' && isNumber) { return `pass Duration.seconds(${text})`; }
  return type === 'HealthEndpoint' && text.startsWith('/') ? `pass HealthEndpoint.http('${text}')` : undefined;
}

function aboutNumber(value: unknown, type: string): string | undefined {
  if (typeof value !== 'number' || Number.isNaN(value)) { return undefined; }
  return type === 'Duration' ? `pass Duration.seconds(${value})` : type === 'string' ? `pass '${value}', with quotes` : undefined;
}

function aboutObject(value: unknown, type: string, name: string): string | undefined {
  if (!isObject(value)) { return undefined; }
  if (STRUCTS[type]) {
    const prop = Object.entries(STRUCTS[type]).find(([, of]) => !STRUCTS[of] && accepts(value, of))?.[0].replace('?', '');
    return prop && `pass ${describeValue(value)} as { ${prop}: … }`;
  }
  if (type === 'IBaseService' && accepts(value, 'IService')) {
    return 'import it with its cluster: FargateService.fromFargateServiceAttributes or Ec2Service.fromEc2ServiceAttributes';
  }
  const property = [name, ...KEPT_AS[type] ?? []].find((candidate) => candidate in value);
  if (property) { return `pass its property ${property}`; }
  return 'cfnResourceType' in value ? `pass the L2 construct: ${describeType(type)}` : undefined;
}

export function listOf(names: string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join();
}
