import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';

const output = mkdtempSync(join(tmpdir(), 'layered-health-worker-'));

afterAll(() => rmSync(output, { recursive: true, force: true }));

test('the worker is checked from inside, has time for its longest job, and nobody is let in', () => {
  process.env.CDK_OUTDIR = output;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { app } = require('../../examples/worker-service/app') as { app: App };
  const template = Template.fromJSON(app.synth().getStackByName('WorkerService').template);
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: [
      Match.objectLike({
        Name: 'worker',
        StopTimeout: 90,
        PortMappings: Match.absent(),
        HealthCheck: Match.objectLike({ Command: Match.arrayWith(['CMD', 'node', '-e']), StartPeriod: 20 }),
      }),
    ],
  });
  template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 120 });
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  template.allResourcesProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 0);
  expect(JSON.stringify(template.findResources('AWS::SSM::Parameter'))).toMatch(/worker\\":\{\\"verdictSeconds\\":105\}/);
});
