import type { Duration } from 'aws-cdk-lib';
import type { MinimumHealthyTargets, UnhealthyTargetFlows } from './target-group-options';
import { fail } from '../contract/errors';
import { TARGET_GROUP_ATTRIBUTES } from '../contract/limits';

/** What `TargetGroupHealth` sets beside the check. */
export interface AttributeProps {
  readonly deregistrationDelay: Duration;
  readonly slowStart?: Duration;
  readonly minimumHealthyTargets?: MinimumHealthyTargets;
  readonly unhealthyTargetFlows?: UnhealthyTargetFlows;
}

/** The target group's attributes by their AWS names, or an error that names the construct. */
export function targetGroupAttributes(props: AttributeProps, network: boolean, constructPath: string): Record<string, string> {
  return {
    'deregistration_delay.timeout_seconds': String(props.deregistrationDelay.toSeconds()),
    ...slowStart(props, network, constructPath),
    ...minimums(props.minimumHealthyTargets, constructPath),
    ...flows(props.unhealthyTargetFlows, network, constructPath),
  };
}

function slowStart({ slowStart: duration }: AttributeProps, network: boolean, constructPath: string): Record<string, string> {
  if (!duration) { return {}; }
  const seconds = duration.toSeconds();
  const { min, max } = TARGET_GROUP_ATTRIBUTES.slowStart;
  if (network) {
    fail('Slow start does not exist behind an NLB', `${seconds} s`, 'no slowStart', 'leave slowStart out', constructPath);
  }
  if (seconds < min || seconds > max) {
    fail('slowStart is out of range', `${seconds} s`, `${min}–${max} s`, 'leave slowStart out to turn it off', constructPath);
  }
  return { 'slow_start.duration_seconds': String(seconds) };
}

function minimums(given: MinimumHealthyTargets = {}, constructPath: string): Record<string, string> {
  const { dnsFailoverCount, dnsFailoverPercentage, routingCount, routingPercentage } = given;
  const pairs = [['Count', dnsFailoverCount, routingCount, Infinity], ['Percentage', dnsFailoverPercentage, routingPercentage, 100]] as const;
  for (const [name, dns, routing, most] of pairs) {
    for (const [prop, value] of [[`dnsFailover${name}`, dns], [`routing${name}`, routing]] as const) {
      if (value !== undefined && (!Number.isInteger(value) || value < 1 || value > most)) {
        fail(`${prop} is out of range`, String(value), most === Infinity ? 'a whole number from 1' : `a whole number from 1 to ${most}`, `leave ${prop} out to turn it off`, constructPath);
      }
    }
    if (dns !== undefined && routing !== undefined && routing > dns) {
      fail(`routing${name} is above dnsFailover${name}`, `${routing} above ${dns}`, `at most ${dns}`,
        'let a zone leave DNS before its load balancer fails open', constructPath);
    }
  }
  const dns = 'target_group_health.dns_failover.minimum_healthy_targets';
  const routing = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets';
  return defined({
    [`${dns}.count`]: dnsFailoverCount,
    [`${dns}.percentage`]: dnsFailoverPercentage,
    [`${routing}.count`]: routingCount,
    [`${routing}.percentage`]: routingPercentage,
  });
}

function flows(given: UnhealthyTargetFlows | undefined, network: boolean, constructPath: string): Record<string, string> {
  if (!given) { return {}; }
  const { terminateConnections = true, drainingInterval } = given;
  if (!network) {
    fail('Flows of unhealthy targets are an NLB\'s matter', 'unhealthyTargetFlows behind an ALB', 'unhealthyTargetFlows behind an NLB', 'leave it out', constructPath);
  }
  const seconds = drainingInterval?.toSeconds();
  const { min, max } = TARGET_GROUP_ATTRIBUTES.unhealthyDrainingInterval;
  if (seconds !== undefined && (terminateConnections || seconds < min || seconds > max)) {
    fail('drainingInterval cannot be kept', `${seconds} s with terminateConnections: ${terminateConnections}`, `${min}–${max} s with terminateConnections: false`,
      'turn termination off, or leave drainingInterval out', constructPath);
  }
  return defined({
    'target_health_state.unhealthy.connection_termination.enabled': terminateConnections,
    'target_health_state.unhealthy.draining_interval_seconds': seconds,
  });
}

function defined(values: Record<string, number | boolean | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => value === undefined ? [] : [[key, String(value)]]));
}
