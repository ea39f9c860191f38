import { App } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Accelerator } from 'aws-cdk-lib/aws-globalaccelerator';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { distributionOf, stackIn } from './edge-stacks';
import { EdgeHealth, WebAclHealth } from '../../src';
import { contract, Template } from '../fixtures';

test('everything in front of a service, each alarm where it can be, without a warning', () => {
  const app = new App();
  const stack = stackIn('eu-west-1', app);
  const distribution = distributionOf(stack);
  const endpointGroup = new Accelerator(stack, 'Accelerator')
    .addListener('Listener', { portRanges: [{ fromPort: 443 }] })
    .addEndpointGroup('Group');
  const webAcl = new CfnWebACL(stack, 'Acl', {
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'WebAcl', sampledRequestsEnabled: true },
    rules: WebAclHealth.healthPathRules({ contract: contract() }),
  });
  const edge = new EdgeHealth(stack, 'Edge', {
    cloudFront: [{ distribution }],
    apiGateway: [{ httpStage: new HttpApi(stack, 'Api').defaultStage }],
    webAcls: [{ webAcl }],
    shield: [{ resourceArn: distribution.distributionArn }],
    accelerators: [{ contract: contract(), endpointGroup }],
  });
  const { stacks } = app.synth();
  expect(stacks.flatMap(({ messages }) => messages)).toEqual([]);
  const count = ['eu-west-1', 'us-east-1', 'us-west-2'].map(
    (region) => edge.alarms.filter((alarm) => alarm.stack.region === region).length,
  );
  expect(count).toEqual([3, 2, 1]);
  expect(edge.localAlarms.map(({ node }) => node.id)).toEqual(['ServerErrors', 'SlowIntegration', 'HealthBlocked']);
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 3);
});

test('nothing in front is refused', () => {
  expect(() => new EdgeHealth(stackIn(), 'Edge', {})).toThrow(/\[Web\/Edge\] Nothing is in front of the service/);
});
