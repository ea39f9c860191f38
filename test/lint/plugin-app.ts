import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { HealthLintPlugin } from '../../src';

/** An app for a process of its own: a check every 30 s, in a nested stack, that may take as many seconds as the argument says. */
const app = new App({
  policyValidationBeta1: [new HealthLintPlugin()],
  // As the toolkit asks for it: without it nothing says where the template of a nested stack lies.
  context: { 'aws:cdk:enable-asset-metadata': true },
});
const healthCheck = { command: ['CMD', '/check'], interval: 30, timeout: Number(process.argv[2]) };
new CfnTaskDefinition(new NestedStack(new Stack(app, 'Shop'), 'Orders'), 'Task', { containerDefinitions: [{ name: 'web', image: 'web', healthCheck }] });
app.synth();
