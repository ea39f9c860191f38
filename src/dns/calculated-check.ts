import { HealthCheck, HealthCheckType, type IHealthCheck } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { DnsCheckKind } from './dns-check-kind';
import type { DnsCheckOptions } from './dns-check-options';
import { fail } from '../contract/errors';
import { ROUTE53 } from '../contract/limits';
import { requireInteger } from '../contract/require-integer';

/** Healthy while enough other checks are. */
export class CalculatedCheck implements DnsCheckKind {
  public readonly hosts: string[];
  public readonly requestsPerSecond: number;
  public readonly validatesNoCertificate: boolean;

  constructor(
    private readonly children: readonly DnsCheckKind[],
    private readonly minimumHealthy: number,
    private readonly options: DnsCheckOptions,
  ) {
    requireChildren(children);
    requireInteger({
      what: 'minimumHealthy of a calculated check',
      value: minimumHealthy,
      min: 1,
      max: children.length,
      fix: 'pass how many of the children must be healthy',
    });
    this.hosts = children.flatMap(({ hosts }) => hosts);
    this.requestsPerSecond = children.reduce((sum, child) => sum + child.requestsPerSecond, 0);
    this.validatesNoCertificate = children.some((child) => child.validatesNoCertificate);
  }

  public bind(scope: Construct, id: string, healthThreshold?: number): IHealthCheck {
    return new HealthCheck(scope, id, {
      type: HealthCheckType.CALCULATED,
      childHealthChecks: this.children.map((child, index) => child.bind(scope, `${id}Child${index + 1}`)),
      healthThreshold: healthThreshold ?? this.minimumHealthy,
      // Maintenance passes what must count; inverted, it would count as the opposite.
      inverted: healthThreshold === undefined ? this.options.inverted : false,
    });
  }
}

function requireChildren(children: readonly DnsCheckKind[]): void {
  const { min, max } = ROUTE53.children;
  const fits = children.length >= min && children.length <= max;
  if (!fits || children.some((child) => child instanceof CalculatedCheck)) {
    fail({
      what: 'The children of a calculated check are not valid',
      got: fits ? 'a calculated check among the children' : `${children.length} children`,
      allowed: `${min} to ${max} checks that are not calculated themselves`,
      fix: 'pass the checks themselves',
    });
  }
}
