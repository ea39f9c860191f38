import { App, type Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { ACCOUNT, distributionOf, stackIn } from './edge-stacks';
import { ApiGatewayHealth, CloudFrontHealth, EdgeHealth, ShieldHealth } from '../../src';
import { Template } from '../fixtures';

/** Beside one in a region of its own, CloudFormation shows a metric's region as that of the alarm's metrics. */
const metricsOf = (stack: Stack) =>
  Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

test('the metric of a global resource is that of us-east-1, wherever it is shown', () => {
  const app = new App();
  const { attackDetected, attack } = new ShieldHealth(stackIn('eu-west-1', app), 'Shield', {
    resourceArn: 'arn:aws:cloudfront::123456789012:distribution/E1',
  });
  expect(attackDetected.region).toBe('us-east-1');
  expect(attack.stack.region).toBe('us-east-1');
});

test('the metric of a regional resource is that of its stack', () => {
  const { attackDetected } = new ShieldHealth(stackIn('eu-west-1'), 'Shield', {
    resourceArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1',
  });
  expect(attackDetected.region).toBeUndefined();
});

test.each<[watched: string | undefined, scope: string | undefined]>([
  [undefined, 'eu-west-1'], ['eu-west-1', undefined], [undefined, undefined], ['eu-west-1', 'eu-west-1'],
])('an API in region %s is watched from a stack in %s', (watched, scope) => {
  const app = new App();
  const api = stackIn(watched, app, 'Api');
  const monitoring = stackIn(scope, app, 'Monitoring');
  const stage = new HttpApi(api, 'Api', { apiName: 'shop' }).defaultStage;
  expect(() => new ApiGatewayHealth(monitoring, 'Edge', { httpStage: stage })).not.toThrow();
});

test('an API in another region is refused', () => {
  const app = new App();
  const stage = new HttpApi(stackIn('us-west-1', app, 'Api'), 'Api').defaultStage;
  expect(() => new ApiGatewayHealth(stackIn('eu-west-1', app, 'Monitoring'), 'Edge', { httpStage: stage })).toThrow(
    /can only be in its region: got a stack in eu-west-1/,
  );
});

test('ids of alarms of the edge, one after the other of a kind', () => {
  const app = new App();
  const stack = stackIn('us-east-1', app);
  const distribution = distributionOf(stack);
  const edge = new EdgeHealth(stack, 'Edge', {
    cloudFront: [{ distribution }, { distribution }],
    shield: [1, 2].map((number) => ({ resourceArn: `arn:aws:cloudfront::${ACCOUNT}:distribution/E${number}` })),
  });
  expect(edge.node.children.map(({ node }) => node.id)).toEqual(['CloudFront1', 'CloudFront2', 'Shield1', 'Shield2']);
  expect(metricsOf(stack)).toHaveLength(4);
  expect(new CloudFrontHealth(stack, 'Alone', { distribution }).alarms.map(({ node }) => node.id)).toEqual(['ServerErrors']);
});
