import type { Stack } from 'aws-cdk-lib';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { contract, ECHO_PROBE, fargateService, stackWithVpc, Template } from './fixtures';
import { LayeredHealth } from '../src';

const SERVICES = 50;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const RESOURCES_OF_A_STACK = 500;
/** Inline policies of a role, white space not counted: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const POLICIES_OF_A_ROLE = 10_240;
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const POLICY_OF_A_FUNCTION = 20_480;
/** What one statement of a function's policy takes beside the principal and the source that the template names. */
const STATEMENT = 400;

interface Resource { readonly Type: string; readonly Properties: any }

let resources: Record<string, Resource>;

beforeAll(() => {
  const { stack, vpc } = stackWithVpc();
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const alertTopic = new Topic(stack, 'Alerts');
  for (let index = 1; index <= SERVICES; index += 1) {
    new LayeredHealth(stack, `Health${index}`, {
      contract: contract(),
      service: serviceOf(stack, cluster, index),
      containerProbe: ECHO_PROBE,
      alert: { topic: alertTopic },
    });
  }
  resources = Template.fromStack(stack).toJSON().Resources;
}, 120_000);

/** As the CDK makes one: task definition with its role, security group, service; and the execution role that a real image needs. */
function serviceOf(stack: Stack, cluster: Cluster, index: number) {
  const service = fargateService(stack, cluster, `Service${index}`);
  service.taskDefinition.obtainExecutionRole();
  return service;
}

const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);

/** As CloudFormation writes it: a reference becomes a name or an ARN, which are taken for a hundred characters each. */
function written(value: any): string {
  if (Array.isArray(value)) { return `[${value.map(written).join(',')}]`; }
  if (value === null || typeof value !== 'object') { return JSON.stringify(value); }
  if ('Ref' in value || 'Fn::GetAtt' in value) { return `"${'x'.repeat(String(value.Ref).startsWith('AWS::') ? 14 : 100)}"`; }
  if ('Fn::Join' in value) { return `"${value['Fn::Join'][1].map((part: any) => written(part).slice(1, -1)).join(value['Fn::Join'][0])}"`; }
  return `{${Object.entries(value).map(([key, inner]) => `"${key}":${written(inner)}`).join(',')}}`;
}

test(`a stack holds ${SERVICES} services`, () => {
  expect(ofType('AWS::ECS::Service')).toHaveLength(SERVICES);
  expect(ofType('AWS::Scheduler::Schedule')).toHaveLength(1);
  // A plan each, and the record of their verifier.
  expect(ofType('AWS::SSM::Parameter')).toHaveLength(SERVICES + 1);
  expect(Object.keys(resources).length).toBeLessThan(RESOURCES_OF_A_STACK);
});

test('no role meets the limit of its policies', () => {
  const sizes = ofType('AWS::IAM::Role').map(([id, { Properties }]) => {
    const inline = (Properties.Policies ?? []).map(({ PolicyDocument }: any) => PolicyDocument);
    const attached = ofType('AWS::IAM::Policy').filter(([, policy]) => policy.Properties.Roles.some((role: any) => role.Ref === id))
      .map(([, policy]) => policy.Properties.PolicyDocument);
    return [...inline, ...attached].reduce((sum: number, document) => sum + written(document).length, 0);
  });
  expect(Math.max(...sizes)).toBeGreaterThan(500); // they have been found
  expect(Math.max(...sizes)).toBeLessThan(POLICIES_OF_A_ROLE);
});

test('no function meets the limit of its policy', () => {
  const functions = ofType('AWS::Lambda::Function');
  expect(functions.length).toBeGreaterThanOrEqual(3); // verifier, prober and notifier
  expect(ofType('AWS::Lambda::Permission').length).toBeGreaterThan(0);
  for (const [id] of functions) {
    const statements = ofType('AWS::Lambda::Permission').filter(([, { Properties }]) =>
      JSON.stringify(Properties.FunctionName).includes(`"${id}"`),
    );
    expect(statements.reduce((sum, [, { Properties }]) => sum + STATEMENT + written(Properties).length, 0)).toBeLessThan(
      POLICY_OF_A_FUNCTION,
    );
  }
});
