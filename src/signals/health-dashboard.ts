import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  MathExpression,
  type Metric,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { BaseService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, HttpCodeTarget, type ITargetGroup, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { HealthAlarms } from './health-alarms';
import { EVERY_MINUTE } from './tuned-alarm';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import { HealthLayer } from '../shared/health-layer';
import type { ServiceVerification } from '../verification/service-verification';

/** A service on the dashboard. */
export interface HealthDashboardService {
  /** Name over its rows. */
  readonly title: string;

  /** The verification whose metrics are drawn. */
  readonly verification: ServiceVerification;

  /**
   * Alarms whose states are shown: the incident first, then its causes from the lowest layer up.
   * @default - no alarm states
   */
  readonly alarms?: HealthAlarms;

  /**
   * The service itself, for CPU and memory.
   * @default - neither
   */
  readonly service?: BaseService;

  /**
   * Target groups of this app that are attached to a load balancer, for healthy targets, errors and latency.
   * @default - none
   */
  readonly targetGroups?: ITargetGroup[];
}

/** What is on the dashboard. */
export interface HealthDashboardProps {
  /** The services, each with rows from the lowest layer upwards. */
  readonly services: HealthDashboardService[];

  /**
   * Name of the dashboard, for links to it.
   * @default - CloudFormation generates one
   */
  readonly dashboardName?: string;
}

const WIDTH = 24;
const HEIGHT = 4;
/** Layers that the prober verifies itself; of the others it reports what AWS says. */
const PROBED_LAYERS = [HealthLayer.L3, HealthLayer.L4, HealthLayer.TLS, HealthLayer.L7];
const REPORTED_LAYERS = Object.values(HealthLayer).filter((layer) => !PROBED_LAYERS.includes(layer));

/**
 * One dashboard for all services: what the verifier finds at each layer, when deployments were, and what the load balancer and ECS report
 * at the same time.
 */
export class HealthDashboard extends Construct {
  /** The dashboard. */
  public readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: HealthDashboardProps) {
    checkArguments('HealthDashboard', { scope, id, props });
    super(scope, id);
    if (props.services.length === 0) {
      fail({
        what: 'A dashboard has no services',
        got: 'an empty list',
        allowed: 'at least one',
        fix: 'pass the services to show',
        at: this.node.path,
      });
    }
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: props.dashboardName,
      widgets: props.services.flatMap((service) => rows(service)),
    });
  }
}

function rows(shown: HealthDashboardService): IWidget[][] {
  const { title, verification, alarms } = shown;
  const heading = new TextWidget({ markdown: `## ${title}`, width: WIDTH, height: 1 });
  const states = alarms && new AlarmStatusWidget({
    title: 'Incident and its causes',
    width: WIDTH,
    height: 3,
    // Read at synthesis: causes may be added after the dashboard was created.
    get alarms() { return shownAlarms(alarms); },
  });
  const verdict = new SingleValueWidget({
    title: 'Now',
    width: WIDTH,
    height: 3,
    metrics: [
      zeroWhenMissing('failing', verification.tasksFailing, 'tasks failing'),
      zeroWhenMissing('restart', verification.restartWouldHelp, 'a restart would help'),
      zeroWhenMissing('people', verification.needsPeople, 'faults that need people'),
    ],
  });
  const rowsOf = [[heading], ...states ? [[states]] : [], [verdict], layers(verification), [deploymentRow(verification)], targetRow(shown)];
  return rowsOf.filter((row) => row.length > 0);
}

/** The widget shows at most 100. */
function shownAlarms({ incident, faults, causes }: HealthAlarms): IAlarm[] {
  return [...new Set([incident, faults, ...causes])].slice(0, 100);
}

/** A deployment explains much of what the other graphs show at the same time. */
function deploymentRow(verification: ServiceVerification): GraphWidget {
  const { deploying, deploymentFailed, tasksMissing, tasksCrashed } = verification;
  const marks: Array<[string, Metric, string]> = [
    ['deploying', deploying, 'a deployment is in progress'], ['failed', deploymentFailed, 'a deployment failed or takes too long'],
  ];
  return new GraphWidget({
    title: 'Deployments, and tasks that are missing or stopped by themselves',
    width: WIDTH,
    height: HEIGHT,
    left: [
      zeroWhenMissing('missing', tasksMissing, 'tasks missing'),
      zeroWhenMissing('crashed', tasksCrashed, 'tasks that stopped by themselves in 15 minutes'),
    ],
    leftYAxis: { min: 0 },
    right: marks.map(([id, metric, label]) => zeroWhenMissing(id, metric, label)),
    rightYAxis: { min: 0, max: 1 },
  });
}

/** From the lowest layer upwards; a layer without a failing task has no data, which is drawn as zero. */
function layers(verification: ServiceVerification): IWidget[] {
  const failing = (layer: HealthLayer, index: number) => zeroWhenMissing(`layer${index}`, verification.tasksFailingAt(layer), layer);
  return [
    graph('Tasks failing by layer, probed from outside', PROBED_LAYERS.map(failing), WIDTH / 2),
    graph(
      'Tasks failing by layer, reported by AWS',
      REPORTED_LAYERS.map((layer, index) => failing(layer, PROBED_LAYERS.length + index)),
      WIDTH / 2,
    ),
  ];
}

function targetRow({ service, targetGroups = [] }: HealthDashboardService): IWidget[] {
  const known = targetGroups.filter((group) => group instanceof ApplicationTargetGroup || group instanceof NetworkTargetGroup);
  const application = known.filter((group) => group instanceof ApplicationTargetGroup);
  const several = (name: string, index: number) => known.length > 1 ? `${name} ${index + 1}` : name;
  const widgets: Array<[string, IMetric[]]> = [
    [
      'Targets',
      known.flatMap((group, index) => [
        labelled(group.metrics.healthyHostCount({ statistic: Stats.MINIMUM }), several('healthy', index)),
        labelled(unhealthyTargets(group), several('unhealthy', index)),
      ]),
    ],
    [
      'Errors',
      application.flatMap(({ metrics }, index) => [
        labelled(metrics.targetConnectionErrorCount(), several('connections (L4)', index)),
        labelled(metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT), several('5xx (L7)', index)),
      ]),
    ],
    [
      'Latency p99, seconds',
      application.map(({ metrics }, index) => labelled(metrics.targetResponseTime({ statistic: Stats.p(99) }), several('p99', index))),
    ],
    [
      'CPU and memory, %',
      service ? [labelled(service.metricCpuUtilization(), 'CPU'), labelled(service.metricMemoryUtilization(), 'memory')] : [],
    ],
  ];
  const drawn = widgets.filter(([, metrics]) => metrics.length > 0);
  return drawn.map(([title, metrics]) => graph(title, metrics, WIDTH / drawn.length));
}

/** The CDK spells the two methods differently. */
function unhealthyTargets(group: ApplicationTargetGroup | NetworkTargetGroup): Metric {
  const statistic = Stats.MAXIMUM;
  return group instanceof NetworkTargetGroup
    ? group.metrics.unHealthyHostCount({ statistic })
    : group.metrics.unhealthyHostCount({ statistic });
}

function graph(title: string, left: IMetric[], width: number): GraphWidget {
  return new GraphWidget({ title, left, width, height: HEIGHT, leftYAxis: { min: 0 } });
}

/** Metrics that have data only while there is something to report are zero otherwise. */
function zeroWhenMissing(id: string, metric: Metric, label: string): MathExpression {
  return new MathExpression({ expression: `FILL(${id}, 0)`, usingMetrics: { [id]: metric }, label, period: EVERY_MINUTE });
}

function labelled(metric: Metric, label: string): Metric {
  return metric.with({ label });
}
