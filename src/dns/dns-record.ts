import { Duration, Names, Stack, Token } from 'aws-cdk-lib';
import { CfnRecordSet, IHealthCheck, IHostedZone, RecordSet, RecordTarget, RecordType } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import { checkArguments } from '../contract/check-arguments';
import { checkWhole } from '../contract/check-whole';
import { fail } from '../contract/errors';
import { ROUTE53 } from '../contract/limits';

/** Options of every record. */
export interface DnsRecordOptions {
  /** The zone that the record belongs to; a private one too. */
  readonly zone: IHostedZone;

  /** What the record answers with: values, or an alias such as `RecordTarget.fromAlias(new LoadBalancerTarget(loadBalancer))`. */
  readonly target: RecordTarget;

  /**
   * Name below the zone's, e.g. `www`; or the full name with a dot at its end.
   * @default - the zone's own name
   */
  readonly recordName?: string;

  /**
   * Type of the record. A dual-stack load balancer wants one of type A and one of type AAAA.
   * @default RecordType.A
   */
  readonly recordType?: RecordType;

  /**
   * How long resolvers keep the answer; the same for all records of one name. An alias has none of its own.
   * @default Duration.seconds(60) - what AWS recommends at most for records with a check
   */
  readonly ttl?: Duration;

  /**
   * For an alias: the record is healthy only if its target is, too. A load balancer is when every target group with targets has a healthy one. Not for CloudFront.
   * @default - true for a LoadBalancerTarget that says nothing itself, otherwise as the target says
   */
  readonly evaluateTargetHealth?: boolean;
}

/** Options of a primary record. */
export interface DnsPrimaryRecordOptions extends DnsRecordOptions {
  /**
   * What is answered while the primary is unhealthy, whatever its own state: a secondary record without a check.
   * @default - none; another `DnsHealth` has the secondary, with its own check
   */
  readonly fallback?: RecordTarget;
}

const KINDS = ['Primary', 'Secondary', 'Weighted', 'Latency'] as const;

/** A hyphen and the region's name; the longest today has 14 characters. */
const ROOM_FOR_REGION = 28;

type Routing = Partial<Pick<CfnRecordSet, 'failover' | 'weight' | 'region'>>;

/**
 * A record that is answered with only while its check is healthy. If none of a name is healthy, Route 53 answers as if all were.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html
 */
export class DnsRecord {
  /** Answered with while it is healthy. */
  public static primary(options: DnsPrimaryRecordOptions): DnsRecord {
    checkArguments('DnsRecord.primary', { options });
    return new DnsRecord('Primary', options, { failover: 'PRIMARY' }, options.fallback);
  }

  /** Answered with while the primary is unhealthy and this one is not; the check of its `DnsHealth` must be its own. */
  public static secondary(options: DnsRecordOptions): DnsRecord {
    checkArguments('DnsRecord.secondary', { options });
    return new DnsRecord('Secondary', options, { failover: 'SECONDARY' });
  }

  /**
   * Gets its share of the answers.
   * @param weight share in relation to the sum of all weights of the name: 0–255. With 0 it answers only when no other is healthy.
   */
  public static weighted(weight: number, options: DnsRecordOptions): DnsRecord {
    checkArguments('DnsRecord.weighted', { weight, options });
    checkWhole('The weight of a record', weight, ROUTE53.weight.min, ROUTE53.weight.max, 'pass its share');
    return new DnsRecord('Weighted', options, { weight });
  }

  /**
   * Answers clients that are nearest to its region, of those that are healthy.
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
    // By what it is, not by its place in the list: a record that changed its logical id would meet itself in the zone.
    const of = (kind: string) => Token.isUnresolved(recordName) ? `${kind}${type}` : `${kind}${type}${recordName}`;
    if (KINDS.some((kind) => scope.node.tryFindChild(of(kind)))) {
      fail('Two records of one name would share one check, and leave DNS together', `a second record '${recordName || 'of the zone itself'}' (${recordType})`, 'one record of a name and type in each DnsHealth',
        'give the other record a DnsHealth with a check of its own', scope.node.path);
    }
    const record = this.record(scope, of(this.kind), this.options.target, this.routing, this.options);
    record.healthCheckId = healthCheck.healthCheckId;
    if (hosts.some((host) => host.replace(/\.$/, '').toLowerCase() === record.name.replace(/\.$/, '').toLowerCase())) {
      fail('A check that asks the very name of its record sees what DNS answers, not the target', `'${record.name}'`, 'the name of the target itself', 'check the load balancer or a name that only this target has', scope.node.path);
    }
    if (this.fallback) {
      this.record(scope, of('Secondary'), this.fallback, { failover: 'SECONDARY' }, { ...this.options, evaluateTargetHealth: undefined });
    }
  }

  private record(scope: Construct, id: string, target: RecordTarget, routing: Routing, options: DnsRecordOptions): CfnRecordSet {
    const { zone, recordName, recordType = RecordType.A, evaluateTargetHealth, ttl } = options;
    const alias = target.aliasTarget;
    if (!alias && evaluateTargetHealth !== undefined || alias && target === options.target && ttl) {
      fail('A record of values has no target health, and an alias no TTL', alias ? 'ttl for an alias' : 'evaluateTargetHealth for values', 'evaluateTargetHealth for an alias, ttl for values',
        'leave it out', scope.node.path);
    }
    const record = new RecordSet(scope, id, { zone, recordName, recordType, target, ttl: alias ? undefined : ttl ?? Duration.seconds(60) });
    const resource = record.node.defaultChild as CfnRecordSet;
    // Set here, because the floor's RecordSet knows no failover, and writes the weight into the identifier, which should survive a change of it.
    // The region is in it, because one app deployed to two regions has the same paths in both, and the zone wants identifiers that differ.
    const setIdentifier = `${Names.uniqueResourceName(record, { maxLength: ROUTE53.setIdentifierLength - ROOM_FOR_REGION })}-${Stack.of(scope).region}`;
    Object.assign(resource, routing, { setIdentifier });
    const aliasTarget = resource.aliasTarget as CfnRecordSet.AliasTargetProperty | undefined;
    if (aliasTarget) {
      const byDefault = aliasTarget.evaluateTargetHealth ?? (alias instanceof LoadBalancerTarget ? true : undefined);
      resource.aliasTarget = { ...aliasTarget, evaluateTargetHealth: evaluateTargetHealth ?? byDefault };
    }
    return resource;
  }
}
