import { readFileSync } from 'node:fs';
import { objects, text, type Properties } from './fields';
import { DEFAULT_PLACE, type Place } from './identifiers';
import type { ServiceModel, TargetGroupModel, TemplateModel } from './model';
import { readAlarms } from './read-alarm';
import { containerNotes, readContainer } from './read-container';
import { readFunction, readSchedule } from './read-function';
import { readRules } from './read-rule';
import { networkMode, readService, serviceNotes } from './read-service';
import { readParameters, readStateMachines } from './read-state-machine';
import { readTargetGroup, targetGroupNotes } from './read-target-group';
import { Resolver, type Template } from './resolver';

/** Reads a template from a file, or takes the object itself, and checks that it is one. */
export function loadTemplate(template: string | object): Template {
  const parsed = typeof template === 'string' ? parseFile(template) : template;
  const from = typeof template === 'string' ? ` in ${template}` : '';
  const resources = (parsed as Partial<Template>).Resources;
  if (resources === null || typeof resources !== 'object') {
    throw new Error(`There is no CloudFormation template${from}: it has no Resources. `
      + 'Give the JSON that `cdk synth` writes, cdk.out/STACK.template.json.');
  }
  return parsed as Template;
}

function parseFile(file: string): object {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(
      `Cannot read the template ${file}: ${(error as NodeJS.ErrnoException).code}. Give the JSON that \`cdk synth\` `
        + 'writes, cdk.out/STACK.template.json.',
    );
  }
  try {
    const parsed: unknown = JSON.parse(content);
    return parsed !== null && typeof parsed === 'object' ? parsed : {};
  } catch (error) {
    throw new Error(
      `The template ${file} is not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}. YAML is not read; give what `
        + '`cdk synth` writes, cdk.out/STACK.template.json.',
    );
  }
}

/** Finds in a template everything that the sandbox runs. */
export function readTemplate(template: Template, place: Place = DEFAULT_PLACE): TemplateModel {
  return new TemplateReader(new Resolver(template, place), place).read();
}

/** Types of resources that the APIs describe as the template states them. */
const DESCRIBED: readonly string[] = [
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::Route53::HealthCheck',
  'AWS::Route53::HostedZone',
  'AWS::Route53::RecordSet',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::Subnet',
  'AWS::EC2::RouteTable',
  'AWS::EC2::Route',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::NatGateway',
  'AWS::EC2::VPCEndpoint',
  'AWS::SecretsManager::Secret',
];

class TemplateReader {
  private readonly notes: string[] = [];

  constructor(private readonly resolver: Resolver, private readonly place: Place) {}

  public read(): TemplateModel {
    const services = this.services();
    if (services.length === 0) {
      throw new Error(
        'The template has no AWS::ECS::Service, so there is nothing to run; give the template of the stack that holds ' + 'the service.',
      );
    }
    const known = this.targetGroups();
    const imported = this.importedTargetGroups(services, known);
    const { rules, notes } = readRules(this.resolver);
    this.notes.push(...notes);
    const named = {
      functions: this.resolver.resources('AWS::Lambda::Function').map(({ logicalId, properties }) => readFunction(
        String(this.resolver.reference(logicalId)), String(this.resolver.attribute(logicalId, 'Arn')), properties)),
      schedules: this.resolver.resources('AWS::Scheduler::Schedule')
        .map(({ logicalId, properties }) => readSchedule(
          String(this.resolver.reference(logicalId)), String(this.resolver.attribute(logicalId, 'Arn')), properties))
        .filter((schedule) => schedule !== undefined),
      alarms: readAlarms(this.resolver),
      rules,
      stateMachines: readStateMachines(this.resolver),
      parameters: readParameters(this.resolver),
    };
    return {
      ...named,
      services,
      targetGroups: [...known, ...imported],
      topics: this.topics(named),
      described: DESCRIBED.flatMap((type) => this.resolver.resources(type).map(({ logicalId, properties }) => ({
        type, logicalId, reference: String(this.resolver.reference(logicalId)), properties,
      }))),
      notes: this.notes,
    };
  }

  private services(): ServiceModel[] {
    const definitions = new Map(this.resolver.resources('AWS::ECS::TaskDefinition')
      .map(({ logicalId, properties }) => [String(this.resolver.reference(logicalId)), properties]));
    return this.resolver.resources('AWS::ECS::Service').map(({ logicalId, properties }) => {
      const taskDefinitionArn = text(properties, 'TaskDefinition') ?? '';
      const definition = definitions.get(taskDefinitionArn);
      if (!definition) {
        throw new Error(`The service ${logicalId} uses the task definition '${taskDefinitionArn}', which is not in the template; `
          + 'the sandbox needs both in one template.');
      }
      const containers: Properties[] = objects(definition, 'ContainerDefinitions');
      const name = String(this.resolver.attribute(logicalId, 'Name'));
      this.notes.push(...serviceNotes(name, properties, definition), ...containers.flatMap(containerNotes));
      return readService({
        logicalId,
        name,
        arn: String(this.resolver.reference(logicalId)),
        taskDefinitionArn,
        networkMode: networkMode(definition),
        containers: containers.map(readContainer),
        place: this.place,
      }, properties);
    });
  }

  private targetGroups(): TargetGroupModel[] {
    return this.resolver.resources('AWS::ElasticLoadBalancingV2::TargetGroup').map(({ logicalId, properties }) => {
      const name = String(this.resolver.attribute(logicalId, 'TargetGroupName'));
      this.notes.push(...targetGroupNotes(name, properties));
      return readTargetGroup(String(this.resolver.reference(logicalId)), name, properties);
    });
  }

  /** Topics of the template, and those that what may publish names. */
  private topics(publishers: object): string[] {
    const own = this.resolver.resources('AWS::SNS::Topic').map(({ logicalId }) => String(this.resolver.reference(logicalId)));
    const named = JSON.stringify(publishers).match(/arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+(\.fifo)?/g) ?? [];
    return [...new Set([...own, ...named])];
  }

  /** Target groups of services that are not in the template, so that their settings are unknown. */
  private importedTargetGroups(services: readonly ServiceModel[], known: readonly TargetGroupModel[]): TargetGroupModel[] {
    const used = new Set(services.flatMap((service) => service.loadBalancers.map((entry) => entry.targetGroupArn)));
    return [...used].filter((arn) => !known.some((group) => group.arn === arn)).map((arn) => {
      this.notes.push(`Target group ${arn} is not in the template: it is checked with AWS's defaults, HTTP GET / expecting 200.`);
      return readTargetGroup(arn, arn.split('/')[1] ?? arn, {});
    });
  }
}
