import {
  DescribeServiceDeploymentsCommand, DescribeServiceRevisionsCommand, ListServiceDeploymentsCommand, type ServiceDeployment,
} from '@aws-sdk/client-ecs';
import type { Calls } from './calls';
import type { AccountClients } from './clients';
import type { DeploymentFacts, ServiceFacts } from './facts';
import { inBatches } from '../../lambda/shared/batches';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceDeployments.html */
const DEPLOYMENTS_A_CALL = 20;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html */
const REVISIONS_A_CALL = 20;
const ENDED_BADLY = /deployment failed|rolling back/i;

/**
 * The latest deployment of services whose deployment is not over or has failed, by ARN of the service: DescribeServices says neither which
 * alarms or how many failed tasks end it, nor at which stage it is or where it goes back to.
 * @param since milliseconds since the epoch: what failed before is not read
 */
export async function readDeployments(
  { ecs }: AccountClients, calls: Calls, queue: readonly ServiceFacts[], since: number,
): Promise<ReadonlyMap<string, DeploymentFacts>> {
  const listed = await Promise.all(queue.filter((facts) => isTroubled(facts, since)).map(async ({ cluster, service }) => {
    const answer = await calls.ask('ListServiceDeployments', (abortSignal) => (
      ecs.send(new ListServiceDeploymentsCommand({ cluster, service: service.serviceName }), { abortSignal })
    ));
    const [latest] = [...answer?.serviceDeployments ?? []].sort((a, b) => timeOf(b) - timeOf(a));
    return latest?.serviceDeploymentArn ?? [];
  }));
  const described = await Promise.all(inBatches(listed.flat(), DEPLOYMENTS_A_CALL).map((serviceDeploymentArns) => (
    calls.ask('DescribeServiceDeployments', (abortSignal) => (
      ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }), { abortSignal })
    ))
  )));
  const deployments = described.flatMap((answer) => answer?.serviceDeployments ?? []);
  const revisions = [...new Set(deployments.flatMap(({ rollback }) => rollback?.serviceRevisionArn ?? []))];
  const read = await Promise.all(inBatches(revisions, REVISIONS_A_CALL).map((serviceRevisionArns) => (
    calls.ask('DescribeServiceRevisions', (abortSignal) => (
      ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }), { abortSignal })
    ))
  )));
  const definitions = new Map(read.flatMap((answer) => answer?.serviceRevisions ?? [])
    .map(({ serviceRevisionArn, taskDefinition }) => [serviceRevisionArn, taskDefinition]));
  return new Map(deployments.map((deployment) => {
    const backTo = definitions.get(deployment.rollback?.serviceRevisionArn);
    return [deployment.serviceArn ?? '', { deployment, ...backTo === undefined ? {} : { backTo } }];
  }));
}

function isTroubled({ service: { deployments = [], events = [] } }: ServiceFacts, since: number): boolean {
  return deployments.length > 1 || deployments.some(({ rolloutState }) => rolloutState === 'FAILED' || rolloutState === 'IN_PROGRESS')
    || events.some(({ message = '', createdAt }) => createdAt !== undefined && createdAt.getTime() >= since && ENDED_BADLY.test(message));
}

function timeOf({ createdAt }: Pick<ServiceDeployment, 'createdAt'>): number {
  return createdAt?.getTime() ?? 0;
}
