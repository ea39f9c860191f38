import * as cdk from 'aws-cdk-lib';
import { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { HealthLintPlugin } from '../../src';

/**
 * An app for a process of its own: a check every 30 s, in a nested stack, that may take as many seconds as the first argument says. A rule
 * as the second argument is acknowledged, and the plugin added, by what newer versions of the CDK have for it.
 */
const [seconds, acknowledged] = process.argv.slice(2);
const plugin = new HealthLintPlugin();
const app = new cdk.App({
  policyValidationBeta1: acknowledged ? [] : [plugin],
  // As the toolkit asks for it: without it nothing says where the template of a nested stack lies.
  context: { 'aws:cdk:enable-asset-metadata': true },
});
const healthCheck = { command: ['CMD', '/check'], interval: 30, timeout: Number(seconds) };
const stack = new cdk.Stack(app, 'Shop');
new CfnTaskDefinition(new cdk.NestedStack(stack, 'Orders'), 'Task', { containerDefinitions: [{ name: 'web', image: 'web', healthCheck }] });
if (acknowledged) {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the floor has no such type
  const { Validations } = cdk as any;
  Validations.of(app).addPlugins(plugin);
  Validations.of(stack).acknowledge({ id: `cdk-ecs-layered-health::${acknowledged}`, reason: 'a test' });
}
app.synth();
