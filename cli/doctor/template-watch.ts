import type { AccountFacts, AlarmFacts, HealthCheckFacts, RecordFacts, ScalingFacts } from './facts';
import { itemsOf, membersOf, type XmlElement } from './route53-api';
import type { Ids, Json, Put } from './running-resources';

/** Adds what watches and scales the services: alarms, scalable targets, and Route 53's health checks with their records. */
export function putWatch({ alarms, scaling, dns, loadBalancers, targetGroups }: AccountFacts, ids: Ids, put: Put): void {
  const arnsOfDimensions = new Map([...targetGroups.keys(), ...loadBalancers.keys()].map((arn) => [fullName(arn), arn]));
  for (const { alarm, services, guards } of alarms) {
    const { AlarmName: name = '', AlarmArn: arn = name } = alarm;
    const id = ids.add({ type: 'alarm', arn, name, of: [...services, ...guards] });
    if (alarm.AlarmRule === undefined) { put(id, 'AWS::CloudWatch::Alarm', alarmProperties(alarm, arnsOfDimensions, ids)); }
  }
  for (const [service, target] of scaling) {
    const id = ids.add({ type: 'scaling', arn: `${service} scaling`, name: target.resourceId, of: [service] });
    put(id, 'AWS::ApplicationAutoScaling::ScalableTarget', scalableTargetProperties(target, service, ids));
  }
  const nameOf = (balancer: string, name: string) => {
    const own = loadBalancers.get(balancer)?.loadBalancer.DNSName?.toLowerCase();
    const id = ids.of(balancer);
    return id !== undefined && own === name ? { 'Fn::GetAtt': [id, 'DNSName'] } : name;
  };
  for (const check of dns.healthChecks) {
    const id = ids.add({ type: 'health check', arn: check.id, name: `${check.name} (${check.id})`, of: [check.balancer] });
    put(id, 'AWS::Route53::HealthCheck', { HealthCheckConfig: checkConfig(check, nameOf(check.balancer, check.name)) });
  }
  dns.records.forEach((record, index) => {
    const id = ids.add({ type: 'record', arn: `record ${index}`, name: record.name, of: [record.balancer] });
    put(id, 'AWS::Route53::RecordSet', recordProperties(record, ids));
  });
}

function alarmProperties(alarm: AlarmFacts['alarm'], arns: ReadonlyMap<string, string>, ids: Ids): Json {
  const {
    AlarmName, AlarmActions, Namespace, MetricName, Statistic, ExtendedStatistic, Dimensions, Metrics, Period, EvaluationPeriods,
    DatapointsToAlarm, Threshold, ComparisonOperator, TreatMissingData,
  } = alarm;
  return {
    AlarmName,
    AlarmActions,
    Namespace,
    MetricName,
    Statistic,
    ExtendedStatistic,
    Dimensions: Dimensions?.map(({ Name, Value = '' }) => {
      const id = ids.of(arns.get(Value) ?? '');
      return { Name, Value: id === undefined ? Value : { 'Fn::GetAtt': [id, `${Name}FullName`] } };
    }),
    // One without is answered with none.
    Metrics: Metrics && Metrics.length > 0 ? Metrics : undefined,
    Period,
    EvaluationPeriods,
    DatapointsToAlarm,
    Threshold,
    ComparisonOperator,
    TreatMissingData,
  };
}

/** `app/web/0123` and `targetgroup/web/0123`, as the dimensions of metrics have them. */
function fullName(arn: string): string {
  return arn.split(':').slice(5).join(':').replace(/^loadbalancer\//, '');
}

function scalableTargetProperties({ resourceId, least, most }: ScalingFacts, service: string, ids: Ids): Json {
  const [kind, cluster] = resourceId.split('/');
  return {
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: { 'Fn::Join': ['/', [kind, cluster, { 'Fn::GetAtt': [ids.of(service) ?? '', 'Name'] }]] },
    MinCapacity: least,
    MaxCapacity: most,
  };
}

function checkConfig({ config }: HealthCheckFacts, name: unknown): Json {
  const { Regions, ChildHealthChecks, ...rest } = config;
  return {
    ...rest,
    FullyQualifiedDomainName: name,
    ...listed('Regions', Regions, 'Region'),
    ...listed('ChildHealthChecks', ChildHealthChecks, 'ChildHealthCheck'),
  };
}

function listed(name: string, list: XmlElement | undefined, item: string): Json {
  const items = itemsOf(list, item);
  return items.length > 0 ? { [name]: items } : {};
}

function recordProperties({ properties, balancer }: RecordFacts, ids: Ids): Json {
  const { ResourceRecords, AliasTarget, ...rest } = properties;
  const id = ids.of(balancer);
  return {
    ...rest,
    ...ResourceRecords === undefined ? {} : {
      ResourceRecords: itemsOf(ResourceRecords, 'ResourceRecord').map((record) => membersOf(record).Value),
    },
    ...AliasTarget === undefined ? {} : {
      AliasTarget: { ...membersOf(AliasTarget), ...id === undefined ? {} : { DNSName: { 'Fn::GetAtt': [id, 'DNSName'] } } },
    },
  };
}
