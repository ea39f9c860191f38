import { DescribeServicesCommand, GetTaskProtectionCommand } from '@aws-sdk/client-ecs';
import { askApplication } from './ask-application';
import type { ServiceState } from './facts';
import type { EndpointPlan, Plan } from '../../../src/shared/plan';
import type { TaskIdentity } from '../../diagnosis/evidence';
import { createLambdaClient } from '../../shared/invoke';
import { lastPart } from '../../shared/names';
import { invokeProber } from '../../shared/prober-client';
import { Secrets } from '../../shared/secrets/secrets';
import { timeout } from '../../shared/timeout';
import { readRegisteredPlan, verifyNow, type Verification } from '../../signals/verify-now';
import { createClients } from '../../verification/evidence/clients';
import { readIdentities } from '../../verification/evidence/read-identities';
import { isSwitchedOff } from '../kill-switch';

/** What a recovery needs from outside. None of it changes anything in AWS. */
export interface RecoveryDeps {
  /** Verifies the service of a registered plan once. Never rejects. */
  verify(plan: string): Promise<Verification>;
  /** Undefined where ECS does not describe it. */
  readService(service: ServiceName): Promise<ServiceState | undefined>;
  /** The task as ECS describes it now; undefined where ECS does not know it. */
  readIdentity(plan: Plan, taskArn: string): Promise<TaskIdentity | undefined>;
  /** Whether its task protection is enabled; undefined where ECS does not say. */
  isProtected(cluster: string, taskArn: string): Promise<boolean | undefined>;
  /** Never rejects: a switch that cannot be read is off. */
  isSwitchedOff(parameter: string): Promise<boolean>;
  /** Sends one request to one task at an endpoint, through the prober where there is one, and returns its answer as a line. */
  askApplication(plan: string, taskArn: string, endpoint: EndpointPlan, prober: string | undefined): Promise<string>;
  /** Milliseconds since the epoch. */
  now(): number;
}

interface ServiceName {
  readonly cluster: string;
  readonly name: string;
}

/** Of the function's time, so that the rest is left for what follows the verification. */
const VERIFY_MS = 60_000;
const READ_MS = 8_000;

/** Clients for one execution environment. */
export function createRecoveryDeps(): RecoveryDeps {
  const clients = createClients((ids, signal) => ec2Clients().readInstances(ids, signal));
  const functions = createLambdaClient();
  const secrets = new Secrets();
  const identityOf = async (plan: Plan, taskArn: string) =>
    (await readIdentities(plan, [taskArn], clients, timeout(READ_MS)))[0];
  return {
    verify: (plan) => verifyNow(plan, VERIFY_MS),
    readIdentity: identityOf,
    readService: async ({ cluster, name }) => {
      const { services } = await clients.ecs.send(new DescribeServicesCommand({ cluster, services: [name] }), soon());
      const [service] = services ?? [];
      if (!service) { return undefined; }
      const { status = 'UNKNOWN', desiredCount = 0, deploymentConfiguration, deployments = [] } = service;
      return {
        status,
        desired: desiredCount,
        minimumHealthyPercent: deploymentConfiguration?.minimumHealthyPercent ?? 100,
        deployments: deployments.map((deployment) => ({ status: deployment.status ?? 'UNKNOWN', rolloutState: deployment.rolloutState })),
      };
    },
    isProtected: async (cluster, taskArn) => {
      const { protectedTasks } = await clients.ecs.send(new GetTaskProtectionCommand({ cluster, tasks: [taskArn] }), soon());
      // Of a task that it cannot read ECS answers with `failures` instead.
      return protectedTasks?.find((task) => lastPart(task.taskArn ?? '') === lastPart(taskArn))?.protectionEnabled;
    },
    isSwitchedOff,
    askApplication: async (name, taskArn, endpoint, prober) => {
      const { plan } = await readRegisteredPlan(name, READ_MS);
      return askApplication({ ...plan, liveness: endpoint }, {
        readIdentity: (request) => identityOf(request, taskArn),
        readSecrets: (request, signal) => secrets.resolve(request, signal),
        probe: (request, signal) => (prober ? invokeProber(functions, prober, request, signal) : probeFromHere(request)),
      });
    },
    now: Date.now,
  };
}

function soon() {
  return { abortSignal: timeout(READ_MS) };
}

/** Both are loaded when they are first needed, as in the verifier. */
function ec2Clients(): typeof import('../../verification/ec2-clients') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../../verification/ec2-clients') as typeof import('../../verification/ec2-clients');
}

function probeFromHere(request: Parameters<typeof import('../../engine/probe-from-here').probeFromHere>[0]) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('../../engine/probe-from-here') as typeof import('../../engine/probe-from-here')).probeFromHere(request);
}
