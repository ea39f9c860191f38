import { Duration, Names, Stack, Token } from 'aws-cdk-lib';
import { type CfnRecordSet, type IHealthCheck, type IHostedZone, RecordSet, type RecordTarget, RecordType } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { checkArguments } from '../contract/check-arguments';
import { fail } from '../contract/errors';
import { ROUTE53 } from '../contract/limits';
import { requireInteger } from '../contract/require-integer';

/** Options of every record. */
export interface DnsRecordOptions {
  /** The zone that the record belongs to; a private one too. */
  readonly zone: IHostedZone;

  /** The answer of the record: values, or an alias such as `RecordTarget.fromAlias(new LoadBalancerTarget(loadBalancer))`. */
  readonly target: RecordTarget;

  /**
   * Name below the zone's, e.g. `www`; or the full name with a dot at its end.
   * @default - the zone's own name
   */
  readonly recordName?: string;

  /**
   * Type of the record. A dual-stack load balancer needs one of type A and one of type AAAA.
   * @default RecordType.A
   */
  readonly recordType?: RecordType;

  /**
   * How long resolvers keep the answer; the same for all records of one name. An alias has none of its own.
   * @default Duration.seconds(60) - what AWS recommends at most for records with a check
   */
  readonly ttl?: Duration;

  /**
   * For an alias: the record is healthy only if its target is healthy as well. A load balancer is healthy when every target group with
   * targets has a healthy one. Not for CloudFront.
   * @default - as the target sets it; true for a LoadBalancerTarget that does not
   */
  readonly evaluateTargetHealth?: boolean;
}

/** Options of a primary record. */
export interface DnsPrimaryRecordOptions extends DnsRecordOptions {
  /**
   * Answer while the primary is unhealthy: a secondary record without a check.
   * @default - none; another `DnsHealth` may have the secondary, with its own check
   */
  readonly fallback?: RecordTarget;
}

const KINDS = ['Primary', 'Secondary', 'Weighted', 'Latency'] as const;

/** A hyphen and the region's name; the longest today has 14 characters. */
const ROOM_FOR_REGION = 28;

type Routing = Partial<Pick<CfnRecordSet, 'failover' | 'weight' | 'region'>>;

/**
 * A record with which DNS answers only while its check is healthy. If no record of a name is healthy, Route 53 answers as if all were.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html
 */
export class DnsRecord {
  /** DNS answers with it while it is healthy. */
  public static primary(options: DnsPrimaryRecordOptions): DnsRecord {
    checkArguments('DnsRecord.primary', { options });
    return new DnsRecord('Primary', options, { failover: 'PRIMARY' }, options.fallback);
  }

  /** DNS answers with it while the primary is unhealthy and this one is healthy; it needs a `DnsHealth` with a check of its own. */
  public static secondary(options: DnsRecordOptions): DnsRecord {
    checkArguments('DnsRecord.secondary', { options });
    return new DnsRecord('Secondary', options, { failover: 'SECONDARY' });
  }

  /**
   * DNS answers with it in proportion to its weight.
   * @param weight share in relation to the sum of all weights of the name: 0–255. With 0 it answers only when no other is healthy.
   */
  public static weighted(weight: number, options: DnsRecordOptions): DnsRecord {
    checkArguments('DnsRecord.weighted', { weight, options });
    requireInteger({
      what: 'The weight of a record',
      value: weight,
      min: ROUTE53.weight.min,
      max: ROUTE53.weight.max,
      fix: 'pass its share',
    });
    return new DnsRecord('Weighted', options, { weight });
  }

  /**
   * DNS answers with the healthy record whose region is nearest to the client.
   * @param region where the target is, e.g. `Stack.of(this).region`
   */
  public static latency(region: string, options: DnsRecordOptions): DnsRecord {
    checkArguments('DnsRecord.latency', { region, options });
    return new DnsRecord('Latency', options, { region });
  }

  private constructor(
    private readonly kind: typeof KINDS[number],
    private readonly options: DnsRecordOptions,
    private readonly routing: Routing,
    private readonly fallback?: RecordTarget,
  ) {}

  /** @internal */
  public _createRecord(scope: Construct, healthCheck: IHealthCheck, hosts: string[]): void {
    const { recordName = '', recordType = RecordType.A } = this.options;
    const type = recordType === RecordType.A ? '' : recordType;
    // By kind and name, not by position: with another logical id, CloudFormation would create a record that exists in the zone.
    const of = (kind: string) => Token.isUnresolved(recordName) ? `${kind}${type}` : `${kind}${type}${recordName}`;
    if (KINDS.some((kind) => scope.node.tryFindChild(of(kind)))) {
      fail({
        what: 'Two records of one name would share one check, and leave DNS together',
        got: `a second record '${recordName || 'of the zone itself'}' (${recordType})`,
        allowed: 'one record of a name and type in each DnsHealth',
        fix: 'give the other record a DnsHealth with a check of its own',
        at: scope.node.path,
      });
    }
    const record = this.record(scope, of(this.kind), this.options.target, this.routing, this.options);
    record.healthCheckId = healthCheck.healthCheckId;
    if (hosts.some((host) => host.replace(/\.$/, '').toLowerCase() === record.name.replace(/\.$/, '').toLowerCase())) {
      fail({
        what: 'A check of its own record\'s name checks what DNS answers, not the target',
        got: `'${record.name}'`,
        allowed: 'the name of the target itself',
        fix: 'check the load balancer or a name that only this target has',
        at: scope.node.path,
      });
    }
    if (this.fallback) {
      this.record(scope, of('Secondary'), this.fallback, { failover: 'SECONDARY' }, { ...this.options, evaluateTargetHealth: undefined });
    }
  }

  private record(scope: Construct, id: string, target: RecordTarget, routing: Routing, options: DnsRecordOptions): CfnRecordSet {
    const { zone, recordName, recordType = RecordType.A, evaluateTargetHealth, ttl } = options;
    const alias = target.aliasTarget;
    if (!alias && evaluateTargetHealth !== undefined || alias && target === options.target && ttl) {
      fail({
        what: 'A record of values has no target health, and an alias no TTL',
        got: alias ? 'ttl for an alias' : 'evaluateTargetHealth for values',
        allowed: 'evaluateTargetHealth for an alias, ttl for values',
        fix: 'leave it out',
        at: scope.node.path,
      });
    }
    const record = new RecordSet(scope, id, { zone, recordName, recordType, target, ttl: alias ? undefined : ttl ?? Duration.seconds(60) });
    const resource = record.node.defaultChild as CfnRecordSet;
    // Set here, because the RecordSet of the oldest supported CDK has no failover, and writes the weight into the identifier, which must
    // not change with it. With the region, because one app in two regions has the same paths in both, and identifiers must differ.
    const name = Names.uniqueResourceName(record, { maxLength: ROUTE53.setIdentifierLength - ROOM_FOR_REGION });
    const setIdentifier = `${name}-${Stack.of(scope).region}`;
    Object.assign(resource, routing, { setIdentifier });
    const aliasTarget = resource.aliasTarget as CfnRecordSet.AliasTargetProperty | undefined;
    if (aliasTarget) {
      const byDefault = aliasTarget.evaluateTargetHealth ?? (alias instanceof LoadBalancerTarget ? true : undefined);
      resource.aliasTarget = { ...aliasTarget, evaluateTargetHealth: evaluateTargetHealth ?? byDefault };
    }
    return resource;
  }
}
