import { set } from '../../edit';
import { dimensionOf } from '../../model/alarm';
import { isOfTargetGroups } from '../../model/host-count-alarm';
import { shortened } from '../../model/words';
import type { Problem, Rule } from '../../rule';
import { isGiven } from '../../value';

const FULL_NAMES = [['LoadBalancer', 'LoadBalancerFullName'], ['TargetGroup', 'TargetGroupFullName']] as const;

export const alarmDimensionNotFullName: Rule = {
  name: 'AlarmDimensionNotFullName',
  severity: 'error',
  what: 'An alarm names a load balancer or a target group by something else than its full name.',
  why:
    'The dimensions are the last parts of the ARNs, `app/name/id` and `targetgroup/name/id`: with an ARN, an id or a name alone the alarm '
    + 'never gets data.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
  check: ({ alarms }) => alarms
    .filter(isOfTargetGroups)
    .flatMap((alarm) => FULL_NAMES.flatMap(([name, attribute]): Problem[] => {
      const dimension = dimensionOf(alarm, name);
      if (!isGiven(dimension)) { return []; }
      const { source, value } = dimension;
      const ofResource = source && source.resource.type.startsWith('AWS::ElasticLoadBalancingV2::') && source.attribute !== attribute;
      const arn = isGiven(value) && value.startsWith('arn:');
      return ofResource || arn ? [{
        resource: alarm.resource,
        message: ofResource
          ? `The dimension ${name} is ${source.attribute ?? 'the ARN (Ref)'} of '${source.resource.logicalId}'.`
          : `The dimension ${name} is the ARN '${shortened(String(value))}'.`,
        fix: ofResource ? `Use { "Fn::GetAtt": ["${source.resource.logicalId}", "${attribute}"] }.`
          : `Use what follows ${name === 'LoadBalancer' ? 'loadbalancer/' : 'the account and a colon'} in the ARN.`,
        edits: arn ? [set(alarm.resource, ['Dimensions', dimension.index, 'Value'], fullName(String(value)))] : undefined,
      }] : [];
    })),
};

function fullName(arn: string): string {
  return arn.split(':').slice(5).join(':').replace(/^loadbalancer\//, '');
}
