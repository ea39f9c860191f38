/** The AWS APIs that a sweep calls, over a made-up account, with the token buckets that AWS documents. */
import type { ServerResponse } from 'node:http';
import { address, LocalApi, type LocalCall, refuse, runningTask } from './local-api';
import { RATE_LIMITS, type LimitName } from '../lambda/verification/evidence/rate-budget';
import type { Plan } from '../src/shared/plan';
import { planParameter } from '../src/shared/registry';

/** Services with as many tasks each and one target group each, in one cluster. */
export interface Fleet {
  readonly services: number;
  readonly tasks: number;
  /** Reads a second that somebody else takes out of each bucket. */
  readonly others: number;
}

const VERIFIER = 'bench';
const CLUSTER = 'bench';
const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup';
const TASK = `arn:aws:ecs:eu-west-1:111122223333:task/${CLUSTER}`;

const LIMIT_OF: Readonly<Record<string, LimitName>> = {
  ListTasks: 'clusterReads',
  DescribeTasks: 'clusterReads',
  DescribeServices: 'serviceReads',
  DescribeTargetHealth: 'loadBalancing',
  GetParametersByPath: 'parameters',
};

/** A bucket of AWS: everybody in the account takes tokens out of it. */
export class Bucket {
  private tokens: number;
  private at = Date.now();

  constructor(private readonly perSecond: number, private readonly burst: number, private readonly others: number) {
    this.tokens = burst;
  }

  public take(): boolean {
    const now = Date.now();
    this.tokens = Math.min(this.burst, this.tokens + (now - this.at) / 1_000 * (this.perSecond - this.others));
    this.at = now;
    if (this.tokens < 1) { return false; }
    this.tokens -= 1;
    return true;
  }
}

/** A server that answers as AWS would, counts calls, and refuses those for which there is no token. */
export class FleetApi extends LocalApi {
  public readonly calls: Record<string, number> = {};
  public throttled = 0;
  private readonly buckets: Record<LimitName, Bucket>;
  private readonly parameters: ReadonlyArray<{ readonly Name: string; readonly Value: string; readonly Version: 1 }>;

  constructor(private readonly fleet: Fleet) {
    super();
    const bucket = (name: LimitName) => new Bucket(RATE_LIMITS[name].perSecond, RATE_LIMITS[name].burst, fleet.others);
    this.buckets = {
      clusterReads: bucket('clusterReads'),
      serviceReads: bucket('serviceReads'),
      loadBalancing: bucket('loadBalancing'),
      parameters: bucket('parameters'),
    };
    this.parameters = Array.from({ length: fleet.services }, (_, index) => ({
      Name: planParameter(VERIFIER, `s${index}`), Value: JSON.stringify(planOf(index)), Version: 1 as const,
    }));
  }

  protected respond({ target, url, body }: LocalCall, response: ServerResponse): void {
    const action = target ? target.split('.')[1] : url.includes('/invocations') ? 'Invoke' : 'DescribeTargetHealth';
    this.calls[action] = (this.calls[action] ?? 0) + 1;
    const limit = LIMIT_OF[action];
    const isXml = action === 'DescribeTargetHealth';
    if (limit && !this.buckets[limit].take()) {
      this.throttled += 1;
      refuse(response, isXml);
      return;
    }
    response.writeHead(200, { 'content-type': isXml ? 'text/xml' : 'application/x-amz-json-1.1' }).end(this.answer(action, body));
  }

  private answer(action: string, body: string): string {
    if (action === 'DescribeTargetHealth') { return this.targetHealth(new URLSearchParams(body)); }
    const input = JSON.parse(body) as Record<string, unknown>;
    switch (action) {
      case 'GetParametersByPath': return JSON.stringify(this.page(input));
      case 'DescribeServices': return JSON.stringify({ services: (input.services as string[]).map((name) => this.service(name)) });
      case 'ListTasks': return JSON.stringify(this.list(input));
      case 'DescribeTasks': return JSON.stringify({ tasks: (input.tasks as string[]).map((arn) => runningTask(arn, this.fleet.tasks)) });
      default: return JSON.stringify(probed(input as unknown as Probed));
    }
  }

  private page({ NextToken }: Record<string, unknown>): object {
    const start = Number(NextToken ?? 0);
    const end = start + 10;
    return { Parameters: this.parameters.slice(start, end), ...end < this.parameters.length ? { NextToken: String(end) } : {} };
  }

  private service(serviceName: string): object {
    const { tasks } = this.fleet;
    const deployments = [{ id: 'ecs-svc/1', status: 'PRIMARY', rolloutState: 'COMPLETED' }];
    const loadBalancers = [{ targetGroupArn: `${GROUP}/${serviceName}/1`, containerName: 'app', containerPort: 8080 }];
    return { serviceName, status: 'ACTIVE', desiredCount: tasks, runningCount: tasks, deployments, loadBalancers };
  }

  private list({ desiredStatus, serviceName, nextToken }: Record<string, unknown>): object {
    if (desiredStatus !== 'RUNNING') { return { taskArns: [] }; }
    const { services, tasks } = this.fleet;
    const first = serviceName === undefined ? 0 : Number(String(serviceName).slice(1)) * tasks;
    const count = serviceName === undefined ? services * tasks : tasks;
    const start = Number(nextToken ?? 0);
    const end = Math.min(start + 100, count);
    const taskArns = Array.from({ length: end - start }, (_, index) => `${TASK}/${first + start + index}`);
    return { taskArns, ...end < count ? { nextToken: String(end) } : {} };
  }

  private targetHealth(request: URLSearchParams): string {
    const { tasks } = this.fleet;
    const index = Number((request.get('TargetGroupArn') ?? '').split('/')[1].slice(1));
    const members = Array.from({ length: tasks }, (_, task) => '<member>'
      + `<Target><Id>${address(index * tasks + task)}</Id><Port>8080</Port></Target>`
      + '<TargetHealth><State>healthy</State></TargetHealth></member>').join('');
    return '<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeTargetHealthResult>'
      + `<TargetHealthDescriptions>${members}</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>`;
  }
}

interface Probed {
  readonly targets: ReadonlyArray<{ readonly id: string }>;
}

/** The prober, all of whose targets are well: it is measured elsewhere. */
function probed({ targets }: Probed): object {
  const check = (layer: string, name: string) => ({ layer, check: name, status: 'UP', outcome: 'OK', ms: 1, detail: 'well' });
  const checks = [check('L3', 'network'), check('L4', 'port'), check('L7', 'liveness')];
  return { targets: targets.map(({ id }) => ({ id, checks })), dependencies: [] };
}

function planOf(index: number): Plan {
  return {
    version: 1,
    service: { cluster: CLUSTER, name: `s${index}`, container: 'app' },
    port: 8080,
    liveness: { protocol: 'http', path: '/health', timeoutMs: 5_000 },
    targetGroups: [`${GROUP}/s${index}/1`],
    dependencies: [],
    timing: {
      startupSeconds: 60,
      drainSeconds: 60,
      container: { failsSeconds: 95, recoversSeconds: 35 },
      target: { failsSeconds: 25, recoversSeconds: 25 },
      replacementSeconds: 120,
      deploymentSeconds: 600,
      rounds: 1,
      roundSpacingSeconds: 60,
      roundDeadlineMs: 15_000,
    },
    systemicShare: 0.5,
    minimumServing: 1,
  };
}
