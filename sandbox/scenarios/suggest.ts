import { stringify } from 'yaml';
import type { Plan } from '../../src/shared/plan';
import type { ServiceModel, TargetGroupModel, TemplateModel } from '../template/model';
import { registeredPlan } from '../template/registered-plan';

/** A scenario file that fits a service. */
export interface SuggestedFile {
  /** Name of the file. */
  readonly name: string;
  readonly text: string;
}

/** What every suggested file says. */
export interface SuggestionHead {
  /** Path of the template, relative to the files. */
  readonly template: string;
  readonly run: Readonly<Record<string, string>>;
}

type Step = Readonly<Record<string, unknown>>;

interface Suggestion {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly Step[];
}

const TIME_SCALE = 30;
/** So old a heartbeat may be, in real time. */
const STALE_SECONDS = 60;
/** A look of the verifier each minute, the first of which may have begun before the fault. */
const SEEN = '5m';
/** ECS waits longer after each task that ends, and one that ends twice is no loop yet. */
const CRASHES = '20m';

/**
 * Scenarios that fit the services of a template: a fault on each layer, a bad deployment, a zone, a drain, a crash loop. How long something
 * may take follows from the template's own checks, twice over, because a machine is busy.
 */
export function suggestScenarios(model: TemplateModel, head: SuggestionHead): SuggestedFile[] {
  const services = model.services.filter(({ desiredCount }) => desiredCount > 0);
  return services.flatMap((service) => {
    const arns = service.loadBalancers.map(({ targetGroupArn }) => targetGroupArn);
    const groups = model.targetGroups.filter(({ arn }) => arns.includes(arn));
    const prefix = services.length > 1 ? `${service.logicalId.toLowerCase()}-` : '';
    return new Suggestions(service, groups, registeredPlan(model, service.name)).all.map(({ id, name, steps }) => ({
      name: `${prefix}${id}.yaml`,
      text: stringify({
        name,
        ...head,
        ...services.length > 1 ? { service: service.logicalId } : {},
        timeScale: TIME_SCALE,
        steps: [{ wait: 'healthy', within: '30m' }, ...steps],
      }),
    }));
  });
}

class Suggestions {
  constructor(
    private readonly service: ServiceModel,
    private readonly groups: readonly TargetGroupModel[],
    private readonly plan?: Plan,
  ) {}

  public get all(): Suggestion[] {
    const { plan, service, groups } = this;
    const http = groups.some(({ healthCheck }) => healthCheck.protocol !== 'TCP');
    const probed = plan !== undefined && service.taskDefinition.containers.some(({ ports }) => ports.length > 0);
    const breaker = service.circuitBreaker?.rollback === true && !service.shift;
    return [
      { id: 'kill', name: 'a process that is killed is replaced', steps: [{ do: 'kill' }, this.lost, this.recovered] },
      { id: 'drain', name: 'a task that a person stops is replaced', steps: [{ do: 'drain' }, this.lost, this.recovered] },
      ...this.noticesHang ? [{
        id: 'hang',
        name: probed ? 'a task hangs, and so does the one in its place, until they do not' : 'a task that hangs is replaced',
        steps: probed ? this.untilSeen('hang', 'L7', 'L4') : [{ do: 'hang' }, this.stale, this.recovered],
      }] : [],
      ...probed ? [
        {
          id: 'close-port',
          name: 'the port of a task is closed',
          steps: this.untilSeen('close-port', 'L4'),
        },
        {
          id: 'no-route',
          name: 'there is no route to a task: people are called, nothing is restarted',
          steps: [{ do: 'lose-route', from: 'prober' }, seen({ layer: 'L3', remedy: 'ALERT', tasks: 1 })],
        },
      ] : [],
      ...probed && http ? [{
        id: 'wrong-path',
        name: 'the target group asks for a wrong path: people are called, nothing is restarted',
        steps: [
          { never: { remedy: ['RESTART', 'RECOVER'] } },
          { do: 'target-check', path: '/no-such-path' },
          { expect: { layer: 'LOAD_BALANCER', remedy: 'ALERT' }, within: minutes(this.noticed) },
        ],
      }] : [],
      ...service.desiredCount > 1 && service.zones.length > 1 && groups.length > 0 ? [{
        id: 'zone',
        name: 'a zone is lost: the service goes on in the others',
        steps: [
          { never: { serving: 0 } },
          { do: 'lose-zone', zone: 'a' },
          this.lost,
          { expect: { serving: service.desiredCount }, within: minutes(this.replaced) },
        ],
      }] : [],
      {
        id: 'crash-loop',
        name: 'a process ends again and again, until it does not',
        steps: [
          { do: 'crash-loop', every: '30s' },
          plan ? { expect: { fault: 'CRASH_LOOP', remedy: 'ALERT' }, within: CRASHES } : { wait: '3m' },
          { do: 'resume' },
          { expect: { serving: service.desiredCount }, within: minutes(this.replaced) },
        ],
      },
      ...breaker ? [{
        id: 'bad-deployment',
        name: 'a revision that ends at once is rolled back, and the tasks before it serve on',
        steps: [
          { never: { serving: `<= ${service.desiredCount - 1}` } },
          { do: 'deploy', run: 'exit 1' },
          { expect: { event: 'rolling back to deployment' }, within: minutes(60 * 5 + this.replaced) },
        ],
      }] : [],
    ];
  }

  /** Fewer tasks serve. */
  private get lost(): Step {
    return { expect: { serving: `<= ${this.service.desiredCount - 1}` }, within: minutes(this.noticed) };
  }

  /** Fewer tasks serve once the check has found a trace too old, such as a heartbeat, whose age no time scale changes. */
  private get stale(): Step {
    return { expect: { serving: `<= ${this.service.desiredCount - 1}` }, within: minutes(this.noticed + STALE_SECONDS * TIME_SCALE) };
  }

  private get recovered(): Step {
    const { desiredCount } = this.service;
    return { expect: { serving: desiredCount, ...this.plan ? { status: 'UP' } : {} }, within: minutes(this.replaced) };
  }

  /** Whether ECS replaces a task that answers nothing. */
  private get replaces(): boolean {
    return this.groups.length > 0 || this.service.taskDefinition.containers.some(({ essential, healthCheck }) => essential && healthCheck);
  }

  /**
   * Whether anything notices a process that answers nothing: the kernel accepts connections in its place, so that a check which only
   * connects does not.
   */
  private get noticesHang(): boolean {
    const endpoints = [this.plan?.liveness, this.plan?.readiness].filter((endpoint) => endpoint !== undefined);
    const asks = endpoints.length === 0 || endpoints.some(({ protocol }) => protocol !== 'tcp');
    return this.replaces && (asks || this.groups.some(({ healthCheck }) => healthCheck.protocol !== 'TCP'));
  }

  /**
   * A fault of one task, until the verifier has seen it. It looks once a minute, and checks may replace the task before: so the task in
   * its place has the fault too, and what is seen may be that ECS replaces them.
   */
  private untilSeen(fault: string, ...layers: readonly string[]): readonly Step[] {
    return this.replaces
      ? [{ do: fault, lasting: true }, seen({ layer: [...layers, 'ECS'], tasks: '>= 1' }), { do: 'resume' }, this.recovered]
      : [{ do: fault }, seen({ layer: layers, tasks: 1 })];
  }

  /** AWS seconds until every check has noticed a fault at the latest. A timeout passes in real time. */
  private get noticed(): number {
    const container = this.service.taskDefinition.containers.map(({ healthCheck: check }) => (
      check ? (check.intervalSeconds + check.timeoutSeconds * TIME_SCALE) * check.retries : 0
    ));
    const target = this.groups.map(({ healthCheck: check }) => (
      (check.intervalSeconds + check.timeoutSeconds * TIME_SCALE) * check.unhealthyThreshold
    ));
    return Math.max(60, ...container, ...target);
  }

  /** AWS seconds until a replacement serves at the latest. */
  private get replaced(): number {
    const { gracePeriodSeconds, taskDefinition: { containers } } = this.service;
    const drained = Math.max(0, ...this.groups.map(({ deregistrationDelaySeconds }) => deregistrationDelaySeconds));
    const stopped = Math.max(...containers.map(({ stopTimeoutSeconds }) => stopTimeoutSeconds));
    const started = Math.max(gracePeriodSeconds, ...containers.map(({ healthCheck }) => healthCheck?.startPeriodSeconds ?? 0));
    return this.noticed + drained + stopped + started + 300;
  }
}

function seen(expected: Step): Step {
  return { expect: expected, within: SEEN };
}

/** Twice the time, in whole minutes. */
function minutes(seconds: number): string {
  return `${Math.ceil((2 * seconds) / 60)}m`;
}
