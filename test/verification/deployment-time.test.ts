import { Token } from 'aws-cdk-lib';
import { Cluster, FargateService } from 'aws-cdk-lib/aws-ecs';
import * as fc from 'fast-check';
import { deploymentSeconds } from '../../src/verification/deployment-time';
import { contract, fargateService, stackWithVpc } from '../fixtures';

const { stack, vpc } = stackWithVpc();
const cluster = new Cluster(stack, 'Cluster', { vpc });
const { taskDefinition } = fargateService(stack, cluster);
const { budget } = contract();
const BATCH = budget.worstCases.deployment.toSeconds();
let services = 0;

function secondsWith(minHealthyPercent?: number, maxHealthyPercent?: number): number {
  return deploymentSeconds(new FargateService(stack, `Service${services++}`, { cluster, taskDefinition, minHealthyPercent, maxHealthyPercent }), budget);
}

test.each([
  ['all at once', 100, 200, 1],
  ['half of them goes first', 50, 200, 1],
  ['half of them at a time', 50, 100, 2],
  ['a third at a time', 100, 134, 3],
  ['a tenth at a time', 90, 100, 10],
])('%s: three times the batches', (_, least, most, batches) => {
  expect(secondsWith(least, most)).toBe(3 * batches * BATCH);
});

test('percentages that are not known count as those of ECS', () => {
  expect(secondsWith(Token.asNumber({ Ref: 'Least' }), Token.asNumber({ Ref: 'Most' }))).toBe(3 * BATCH);
});

test('always: no fleet needs more batches than there is time for, as ECS rounds its shares', () => {
  const [leasts, mosts, fleets] = [fc.integer({ min: 0, max: 100 }), fc.integer({ min: 100, max: 200 }), fc.integer({ min: 1, max: 200 })];
  fc.assert(fc.property(leasts, mosts, fleets, (least, most, tasks) => {
    // ECS rounds the most down and the least up: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
    const batch = Math.floor(tasks * most / 100) - Math.ceil(tasks * least / 100);
    fc.pre(batch >= 1);
    expect(secondsWith(least, most)).toBeGreaterThanOrEqual(Math.ceil(tasks / batch) * BATCH);
  }), { numRuns: 200 });
});
