/** examples/fargate-alb as an integration test: `npx projen integ` compares it with its snapshot. */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stack } from 'aws-cdk-lib';
import { app } from '../../examples/fargate-alb/app';

new IntegTest(app, 'Integ', { testCases: app.node.children.filter(Stack.isStack), stackUpdateWorkflow: false });
// The example has synthesized itself without the line above.
app.synth({ force: true });
