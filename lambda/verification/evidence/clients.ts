import { setMaxListeners } from 'node:events';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { InstanceAddresses, type ReadInstances } from './instance-addresses';
import { RATE_LIMITS, RateBudget, type LimitName } from './rate-budget';
import { CLIENT_SETTINGS } from '../../shared/client-settings';
import { isThrottle, untilDeadline } from '../../shared/retry';

/** The clients that evidence is read with. */
export interface EvidenceClients {
  readonly ecs: Pick<ECSClient, 'send'>;
  readonly loadBalancing: Pick<ElasticLoadBalancingV2Client, 'send'>;
  readonly instances: Pick<InstanceAddresses, 'of'>;
}

/** Our share of each rate limit. */
export type RateBudgets = Readonly<Record<LimitName, RateBudget>>;

/**
 * @param share of each limit, 0–1; by default all of it: a run for one service makes a handful of calls, and somebody waits for it
 */
export function createBudgets(share = 1): RateBudgets {
  const budget = (name: LimitName) => new RateBudget(RATE_LIMITS[name], share);
  return {
    clusterReads: budget('clusterReads'),
    serviceReads: budget('serviceReads'),
    loadBalancing: budget('loadBalancing'),
    parameters: budget('parameters'),
  };
}

/**
 * Clients for one execution environment. Each call takes its turn in the budget of its API, and is made again until the caller's signal
 * aborts where the error may pass.
 * @param readInstances loads what talks to EC2 when it is first called
 */
export function createClients(readInstances: ReadInstances, budgets: RateBudgets = createBudgets()): EvidenceClients {
  const settings = { ...CLIENT_SETTINGS, maxAttempts: 1 };
  const ecs = paced(new ECSClient(settings), (command) => (
    command instanceof DescribeServicesCommand ? budgets.serviceReads : budgets.clusterReads
  ));
  const loadBalancing = paced(new ElasticLoadBalancingV2Client(settings), () => budgets.loadBalancing);
  return { ecs, loadBalancing, instances: new InstanceAddresses(ecs, readInstances) };
}

/** The same client, whose calls keep to a budget and are repeated until the signal of their options aborts. */
function paced<T extends object>(client: T, budgetFor: (command: object) => RateBudget): T {
  const { send } = client as unknown as { send: (command: object, options: { readonly abortSignal: AbortSignal }) => Promise<unknown> };
  const pacedSend = (command: object, options: { readonly abortSignal: AbortSignal }) => {
    const budget = budgetFor(command);
    // As many calls wait for one signal as a fleet has services.
    setMaxListeners(0, options.abortSignal);
    return untilDeadline(
      async () => {
        await budget.take(options.abortSignal);
        return send.call(client, command, options);
      },
      options.abortSignal,
      (error) => { if (isThrottle(error)) { budget.backOff(); } },
    );
  };
  return new Proxy(client, { get: (target, key) => key === 'send' ? pacedSend : Reflect.get(target, key) as unknown });
}
