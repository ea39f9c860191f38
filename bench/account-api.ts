/** The AWS APIs that `doctor` calls, over a made-up account, with the token buckets of AWS. */
import type { ServerResponse } from 'node:http';
import { Bucket } from './fleet-api';
import { address, LocalApi, type LocalCall, refuse, runningTask } from './local-api';
import { type LimitName, OPERATIONS, type OperationName, RATE_LIMITS } from '../cli/doctor/operations';
import { element, type XmlValue } from '../sandbox/api/xml';

/** Services with as many tasks each; each has a task definition, a target group and a load balancer of its own, and two alarms. */
export interface Account {
  readonly services: number;
  readonly tasks: number;
}

const AWS = 'arn:aws';
const PLACE = 'eu-west-1:111122223333';
const BALANCERS = `${AWS}:elasticloadbalancing:${PLACE}:loadbalancer/app`;

/** A server that answers as AWS would, counts calls by their limit, and refuses those for which there is no token. */
export class AccountApi extends LocalApi {
  public readonly calls = new Map<LimitName, number>();
  public refused = 0;
  private readonly buckets = new Map(Object.entries(RATE_LIMITS).map(([name, { perSecond, burst }]) => (
    [name as LimitName, new Bucket(perSecond, burst, 0)]
  )));

  constructor(private readonly account: Account) { super(); }

  protected respond({ target, body }: LocalCall, response: ServerResponse): void {
    const form = new URLSearchParams(target ? '' : body);
    const name = (target?.split('.')[1] ?? form.get('Action') ?? 'ListHealthChecks') as OperationName;
    const { limit } = OPERATIONS[name];
    this.calls.set(limit, (this.calls.get(limit) ?? 0) + 1);
    if (!this.buckets.get(limit)!.take()) {
      this.refused += 1;
      refuse(response, target === undefined);
      return;
    }
    response.writeHead(200, { 'content-type': target ? 'application/x-amz-json-1.1' : 'text/xml' });
    response.end(target ? JSON.stringify(this.json(name, JSON.parse(body) as Input)) : xml(name, this.xml(name, form)));
  }

  private json(name: OperationName, input: Input): object {
    const { services, tasks } = this.account;
    switch (name) {
      case 'ListClusters': return { clusterArns: [`${AWS}:ecs:${PLACE}:cluster/bench`] };
      case 'ListServices': return paged(services, input, (index) => `${AWS}:ecs:${PLACE}:service/bench/s${index}`, 'serviceArns');
      case 'DescribeServices': return { services: input.services!.map((each) => this.service(each)) };
      case 'ListTasks': return input.desiredStatus === 'RUNNING'
        ? paged(services * tasks, input, (index) => `${AWS}:ecs:${PLACE}:task/bench/${index}`, 'taskArns') : { taskArns: [] };
      case 'DescribeTasks': return { tasks: input.tasks!.map((arn) => runningTask(arn, tasks)) };
      case 'DescribeTaskDefinition': return {
        taskDefinition: { taskDefinitionArn: input.taskDefinition, networkMode: 'awsvpc', containerDefinitions: [{ name: 'app' }] },
      };
      case 'DescribeAlarms': return input.StateValue === 'OK' ? alarms(services * 2, input) : { MetricAlarms: [] };
      case 'DescribeScalableTargets': return {
        ScalableTargets: input.ResourceIds!.map((ResourceId) => ({ ResourceId, MinCapacity: 2, MaxCapacity: 10 })),
      };
      default: return { MetricDataResults: [] };
    }
  }

  private service(name: string): object {
    const { tasks } = this.account;
    return {
      serviceName: name,
      serviceArn: `${AWS}:ecs:${PLACE}:service/bench/${name}`,
      clusterArn: `${AWS}:ecs:${PLACE}:cluster/bench`,
      status: 'ACTIVE',
      launchType: 'FARGATE',
      desiredCount: tasks,
      runningCount: tasks,
      taskDefinition: `${AWS}:ecs:${PLACE}:task-definition/${name}:1`,
      deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY', rolloutState: 'COMPLETED' }],
      loadBalancers: [{ targetGroupArn: groupArn(name), containerName: 'app', containerPort: 8080 }],
      events: [],
    };
  }

  private xml(name: OperationName, form: URLSearchParams): Readonly<Record<string, XmlValue>> {
    const arns = [...form].filter(([key]) => /Arns\.member/.test(key)).map(([, arn]) => arn);
    switch (name) {
      case 'DescribeTargetGroups': return { TargetGroups: arns.map(targetGroup) };
      case 'DescribeTargetHealth': return { TargetHealthDescriptions: this.targets(form.get('TargetGroupArn')!) };
      case 'DescribeLoadBalancers': return {
        LoadBalancers: arns.map((LoadBalancerArn) => ({
          LoadBalancerArn,
          LoadBalancerName: nameOf(LoadBalancerArn),
          DNSName: `${nameOf(LoadBalancerArn)}.elb.amazonaws.com`,
          Type: 'application',
        })),
      };
      case 'DescribeListeners': return {
        Listeners: [{ ListenerArn: form.get('LoadBalancerArn')!.replace(':loadbalancer/', ':listener/'), Port: 443, Protocol: 'HTTPS' }],
      };
      case 'ListHealthChecks': return { HealthChecks: '', IsTruncated: false };
      default: return {};
    }
  }

  private targets(arn: string): XmlValue {
    const { tasks } = this.account;
    const first = Number(nameOf(arn).slice(1)) * tasks;
    return Array.from({ length: tasks }, (_, index) => ({
      Target: { Id: address(first + index), Port: 8080 }, TargetHealth: { State: 'healthy' },
    }));
  }
}

interface Input {
  readonly services?: readonly string[];
  readonly tasks?: readonly string[];
  readonly ResourceIds?: readonly string[];
  readonly desiredStatus?: string;
  readonly taskDefinition?: string;
  readonly StateValue?: string;
  readonly nextToken?: string;
  readonly NextToken?: string;
}

function paged(length: number, { nextToken = '0' }: Input, item: (index: number) => string, list: string): object {
  const start = Number(nextToken);
  const end = Math.min(length, start + 100);
  const items = Array.from({ length: end - start }, (_, index) => item(start + index));
  return { [list]: items, ...end < length ? { nextToken: String(end) } : {} };
}

function alarms(length: number, { NextToken = '0' }: Input): object {
  const start = Number(NextToken);
  const end = Math.min(length, start + 100);
  const one = (index: number) => ({
    AlarmName: `a${index}`,
    AlarmArn: `${AWS}:cloudwatch:${PLACE}:alarm:a${index}`,
    StateValue: 'OK',
    AlarmActions: [`${AWS}:sns:${PLACE}:pager`],
    Namespace: 'AWS/ECS',
    MetricName: 'CPUUtilization',
    Dimensions: [{ Name: 'ClusterName', Value: 'bench' }, { Name: 'ServiceName', Value: `s${Math.floor(index / 2)}` }],
  });
  const MetricAlarms = Array.from({ length: end - start }, (_, index) => one(start + index));
  return { MetricAlarms, ...end < length ? { NextToken: String(end) } : {} };
}

function groupArn(name: string): string {
  return `${AWS}:elasticloadbalancing:${PLACE}:targetgroup/${name}/0123456789abcdef`;
}

function targetGroup(arn: string): XmlValue {
  return {
    TargetGroupArn: arn,
    TargetGroupName: nameOf(arn),
    Protocol: 'HTTP',
    Port: 8080,
    TargetType: 'ip',
    HealthCheckProtocol: 'HTTP',
    HealthCheckPath: '/',
    LoadBalancerArns: [`${BALANCERS}/${nameOf(arn)}/0123456789abcdef`],
  };
}

/** The part of an ARN before its id. */
function nameOf(arn: string): string {
  return arn.split('/').at(-2)!;
}

function xml(name: string, members: Readonly<Record<string, XmlValue>>): string {
  if (name === 'ListHealthChecks') {
    const content = Object.entries(members).map(([key, value]) => element(key, value)).join('');
    return `<${name}Response xmlns="https://route53.amazonaws.com/doc/2013-04-01/">${content}</${name}Response>`;
  }
  return `<${name}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">${element(`${name}Result`, members)}</${name}Response>`;
}
