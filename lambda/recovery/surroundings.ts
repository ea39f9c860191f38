import { DescribeServicesCommand, GetTaskProtectionCommand } from '@aws-sdk/client-ecs';
import type { ServiceState } from './facts';
import type { EndpointPlan, Plan } from '../../src/verification/plan';
import { planOf, verifyNow, type Verified } from '../alerts/verify-now';
import type { TaskIdentity } from '../diagnosis/evidence';
import { createClients } from '../evidence/clients';
import { readIdentities } from '../evidence/read-identities';
import { createLambdaClient } from '../invoke';
import { invokeProber } from '../prober-client';
import { askTask } from './ask-task';
import { isSwitchedOff } from './kill-switch';
import { Secrets } from '../secrets/secrets';

/** What a recovery needs from outside. Nothing of it changes anything in AWS. */
export interface RecoverySurroundings {
  /** Looks afresh at the service of a schedule. Never rejects. */
  verify(schedule: string): Promise<Verified>;
  readService(service: ServiceName): Promise<ServiceState>;
  /** Who is behind a task's ARN now. */
  readIdentity(plan: Plan, taskArn: string): Promise<TaskIdentity | undefined>;
  isProtected(cluster: string, taskArn: string): Promise<boolean>;
  /** Never rejects: a switch that cannot be read is off. */
  isSwitchedOff(parameter: string): Promise<boolean>;
  /** Asks one task at an endpoint, through the prober where there is one, and says in words what it answered. */
  ask(schedule: string, taskArn: string, endpoint: EndpointPlan, prober: string | undefined): Promise<string>;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface ServiceName {
  readonly cluster: string;
  readonly name: string;
}

/** Of the function's time, so that the rest is left for what comes after the look. */
const LOOK_MS = 60_000;
const READ_MS = 8_000;

/** Clients for one execution environment. */
export function createSurroundings(): RecoverySurroundings {
  const clients = createClients((ids, signal) => ec2Clients().readInstances(ids, signal));
  const functions = createLambdaClient();
  const secrets = new Secrets();
  const identityOf = async (plan: Plan, taskArn: string) => (await readIdentities(plan, [taskArn], clients, AbortSignal.timeout(READ_MS)))[0];
  return {
    verify: (schedule) => verifyNow(schedule, LOOK_MS),
    readIdentity: identityOf,
    readService: async ({ cluster, name }) => {
      const { services } = await clients.ecs.send(new DescribeServicesCommand({ cluster, services: [name] }), soon());
      const [{ status = 'UNKNOWN', desiredCount = 0, deploymentConfiguration, deployments = [] } = {}] = services ?? [];
      return {
        status,
        desired: desiredCount,
        minimumHealthyPercent: deploymentConfiguration?.minimumHealthyPercent ?? 100,
        deployments: deployments.map((deployment) => ({ status: deployment.status ?? 'UNKNOWN', rolloutState: deployment.rolloutState })),
      };
    },
    isProtected: async (cluster, taskArn) => {
      const { protectedTasks } = await clients.ecs.send(new GetTaskProtectionCommand({ cluster, tasks: [taskArn] }), soon());
      return protectedTasks?.some(({ protectionEnabled }) => protectionEnabled === true) ?? false;
    },
    isSwitchedOff,
    ask: async (schedule, taskArn, endpoint, prober) => {
      const { plan } = await planOf(schedule, READ_MS);
      return askTask({ ...plan, liveness: endpoint }, {
        identity: (asked) => identityOf(asked, taskArn),
        secrets: (asked, signal) => secrets.resolve(asked, signal),
        probe: (request, signal) => (prober ? invokeProber(functions, prober, request, signal) : probeFromHere(request)),
      });
    },
    now: Date.now,
  };
}

function soon() {
  return { abortSignal: AbortSignal.timeout(READ_MS) };
}

/** The clients below are loaded when they are needed, as in the verifier. */
function ec2Clients(): typeof import('../ec2-clients') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../ec2-clients') as typeof import('../ec2-clients');
}

function probeFromHere(request: Parameters<typeof import('../probe-from-here').probeFromHere>[0]) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('../probe-from-here') as typeof import('../probe-from-here')).probeFromHere(request);
}
