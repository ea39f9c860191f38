import type { Duration } from 'aws-cdk-lib';
import type { MinimumHealthyTargets, UnhealthyTargetFlows } from './target-group-options';
import { durationRange } from '../contract/duration-range';
import { fail } from '../contract/errors';
import { TARGET_GROUP_ATTRIBUTES } from '../contract/limits';
import { requireDuration } from '../contract/require-duration';
import { requireInteger } from '../contract/require-integer';

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
  if (network) {
    fail({
      what: 'Slow start does not exist behind an NLB',
      got: 'slowStart',
      allowed: 'no slowStart',
      fix: 'leave slowStart out',
      at: constructPath,
    });
  }
  const seconds = requireDuration({
    what: 'slowStart',
    value: duration,
    ...durationRange(TARGET_GROUP_ATTRIBUTES.slowStart),
    wholeSeconds: true,
    fix: 'leave slowStart out to turn it off',
    at: constructPath,
  });
  return { 'slow_start.duration_seconds': String(seconds) };
}

function minimums(given: MinimumHealthyTargets = {}, constructPath: string): Record<string, string> {
  const { dnsFailoverCount, dnsFailoverPercentage, routingCount, routingPercentage } = given;
  const pairs = [
    ['Count', dnsFailoverCount, routingCount, undefined],
    ['Percentage', dnsFailoverPercentage, routingPercentage, 100],
  ] as const;
  for (const [name, dns, routing, most] of pairs) {
    for (const [prop, value] of [[`dnsFailover${name}`, dns], [`routing${name}`, routing]] as const) {
      if (value !== undefined) {
        requireInteger({ what: prop, value, min: 1, max: most, fix: `leave ${prop} out to turn it off`, at: constructPath, literal: true });
      }
    }
    if (dns !== undefined && routing !== undefined && routing > dns) {
      fail({
        what: `routing${name} is above dnsFailover${name}`,
        got: `${routing} above ${dns}`,
        allowed: `at most ${dns}`,
        fix: 'choose the numbers so that a zone leaves DNS before its load balancer fails open',
        at: constructPath,
      });
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
    fail({
      what: 'Only an NLB has settings for the flows of unhealthy targets',
      got: 'unhealthyTargetFlows behind an ALB',
      allowed: 'unhealthyTargetFlows behind an NLB',
      fix: 'leave it out',
      at: constructPath,
    });
  }
  if (drainingInterval && terminateConnections) {
    fail({
      what: 'Connections that end at once have no drainingInterval',
      got: 'drainingInterval with terminateConnections: true',
      allowed: 'drainingInterval with terminateConnections: false',
      fix: 'turn termination off, or leave drainingInterval out',
      at: constructPath,
    });
  }
  const seconds = drainingInterval && requireDuration({
    what: 'drainingInterval',
    value: drainingInterval,
    ...durationRange(TARGET_GROUP_ATTRIBUTES.unhealthyDrainingInterval),
    wholeSeconds: true,
    fix: 'leave drainingInterval out to let them end by themselves',
    at: constructPath,
  });
  return defined({
    'target_health_state.unhealthy.connection_termination.enabled': terminateConnections,
    'target_health_state.unhealthy.draining_interval_seconds': seconds,
  });
}

function defined(values: Record<string, number | boolean | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => value === undefined ? [] : [[key, String(value)]]));
}
