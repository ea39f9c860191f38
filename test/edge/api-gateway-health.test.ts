import { App, Duration, Stack } from 'aws-cdk-lib';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ACCOUNT, stackIn } from './edge-stacks';
import { ApiGatewayHealth, type ApiGatewayHealthProps } from '../../src';
import { Match, Template } from '../fixtures';

function restStage(stack: Stack) {
  const api = new RestApi(stack, 'Api');
  api.root.addMethod('GET', new MockIntegration());
  return api.deploymentStage;
}

const httpStage = (stack: Stack) => new HttpApi(stack, 'Http').defaultStage!;

const REST = [{ Name: 'ApiName', Value: 'Api' }, { Name: 'Stage', Value: { Ref: Match.stringLikeRegexp('^ApiDeploymentStage') } }];
const HTTP = [{ Name: 'ApiId', Value: { Ref: Match.stringLikeRegexp('^Http') } }, { Name: 'Stage', Value: Match.anyValue() }];

test.each<[string, (stack: Stack) => Partial<ApiGatewayHealthProps>, object[], string]>([
  ['REST', (stack) => ({ restStage: restStage(stack) }), REST, '5XXError'],
  ['HTTP', (stack) => ({ httpStage: httpStage(stack) }), HTTP, '5xx'],
])('%s API: 5xx of the requests, and the integration\'s latency', (_, stageOf, Dimensions, errors) => {
  const stack = new Stack();
  const health = new ApiGatewayHealth(stack, 'Edge', { ...stageOf(stack), alarmTopic: new Topic(stack, 'Topic') });
  const template = Template.fromStack(stack);
  const told = [{ Ref: Match.stringLikeRegexp('^Topic') }];
  const common = {
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    DatapointsToAlarm: 3,
    EvaluationPeriods: 5,
    TreatMissingData: 'notBreaching',
    AlarmActions: told,
    OKActions: told,
  };
  const stat = (MetricName: string) => ({
    MetricStat: { Metric: { Namespace: 'AWS/ApiGateway', MetricName, Dimensions }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...common,
    Threshold: 5,
    Metrics: [
      { Expression: '100 * FILL(errors, 0) / requests', Label: '5xx, %' },
      { Id: 'errors', ...stat(errors) },
      { Id: 'requests', ...stat('Count') },
    ],
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ...common,
    Threshold: 5000,
    Namespace: 'AWS/ApiGateway',
    MetricName: 'IntegrationLatency',
    Dimensions,
    ExtendedStatistic: 'p99',
    Period: 60,
  });
  template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  expect(health.alarms).toEqual([health.serverErrors, health.slowIntegration]);
});

test('thresholds are the user\'s', () => {
  const stack = new Stack();
  new ApiGatewayHealth(stack, 'Edge', {
    httpStage: httpStage(stack),
    serverErrorRate: 1,
    integrationLatency: Duration.millis(800),
    evaluationPeriods: 2,
    datapointsToAlarm: 1,
  });
  const template = Template.fromStack(stack);
  template.allResourcesProperties('AWS::CloudWatch::Alarm', { EvaluationPeriods: 2, DatapointsToAlarm: 1 });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 1, MetricName: Match.absent() });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 800, MetricName: 'IntegrationLatency' });
});

describe('errors', () => {
  test('neither or both stages', () => {
    const stack = stackIn();
    expect(() => new ApiGatewayHealth(stack, 'None', {})).toThrow(/\[Web\/None\] .+got neither restStage nor httpStage/);
    expect(() => new ApiGatewayHealth(stack, 'Both', { restStage: restStage(stack), httpStage: httpStage(stack) })).toThrow(
      /got restStage and httpStage, allowed: one of them/,
    );
  });

  test('a stage in another region', () => {
    const app = new App();
    const stage = httpStage(stackIn('eu-central-1', app, 'Api'));
    expect(() => new ApiGatewayHealth(stackIn('eu-west-1', app), 'Edge', { httpStage: stage })).toThrow(
      /\[Web\/Edge\] Alarms on a stage of an API can only be in its region: got a stack in eu-west-1 for Api\/Http\/DefaultStage in eu-central-1/,
    );
  });

  test('a topic in another region', () => {
    const stack = stackIn('eu-west-1');
    const alarmTopic = Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:us-east-1:${ACCOUNT}:alerts`);
    expect(() => new ApiGatewayHealth(stack, 'Edge', { httpStage: httpStage(stack), alarmTopic })).toThrow(
      /got Web\/Topic in us-east-1, allowed: a topic in eu-west-1/,
    );
  });
});
