import { ApiError } from './errors';
import { element, type XmlValue } from './xml';
import type { Listener } from '../listeners/listener';
import { balancerHost, hash } from '../template/identifiers';
import type { DescribedModel } from '../template/model';

/** An answer of Route 53, in XML. */
interface Route53Call {
  readonly name: string;
  answer(): Promise<string>;
}

const VERSION = '/2013-04-01/';
/** As many ask as three regions have. */
const CHECKERS = 16;
const PATIENCE_MS = 2_000;

/** The part of Route 53 that health needs: its checkers ask the sandbox's listeners, and everything in the template is there. */
export class Route53Api {
  constructor(private readonly described: readonly DescribedModel[], private readonly listeners: readonly Listener[]) {}

  /** What a path asks for; undefined where it is not Route 53's. */
  public called(path: string, query: URLSearchParams): Route53Call | undefined {
    const [kind = '', id = '', what = ''] = path.startsWith(VERSION) ? path.slice(VERSION.length).split('/') : [];
    switch ([kind, id && 'id', what].filter(Boolean).join('/')) {
      case 'healthcheck': return call('ListHealthChecks', async () => (
        listed({ HealthChecks: this.ofType('HealthCheck').map(healthCheck) })
      ));
      case 'healthcheck/id/status': return call('GetHealthCheckStatus', async () => ({
        HealthCheckObservations: await this.observations(this.find('HealthCheck', id, 'NoSuchHealthCheck', 'health check')),
      }));
      case 'hostedzone': return call('ListHostedZones', async () => listed({ HostedZones: this.ofType('HostedZone').map(hostedZone) }));
      case 'hostedzone/id/rrset': return call('ListResourceRecordSets', async () => (
        listed({
          ResourceRecordSets: this.records(this.find('HostedZone', id, 'NoSuchHostedZone', 'hosted zone'), query.get('name') ?? ''),
        })
      ));
      default: return undefined;
    }
  }

  /** What the checkers are answered now, each the same. */
  private async observations({ properties }: DescribedModel): Promise<XmlValue> {
    const { FullyQualifiedDomainName, Port, Type, ResourcePath } = configOf(properties);
    const port = Number(Port ?? (String(Type).startsWith('HTTPS') ? 443 : 80));
    const name = this.targetOf(dotted(FullyQualifiedDomainName));
    const listener = this.listeners.find(({ model }) => dotted(balancerHost(model.balancerArn)) === name && model.port === port);
    const Status = listener ? await statusOf(`${listener.url}${String(ResourcePath ?? '/')}`)
      : 'Failure: The health checker could not establish a connection within the timeout limit.';
    return Array.from({ length: CHECKERS }, (_, index) => ({
      Region: ['us-east-1', 'eu-west-1', 'ap-southeast-1'][index % 3],
      IPAddress: `192.0.2.${index + 1}`,
      StatusReport: { Status, CheckedTime: new Date().toISOString() },
    }));
  }

  /** Where a name leads through its alias. */
  private targetOf(name: string): string {
    const record = this.ofType('RecordSet').find(({ properties }) => dotted(properties.Name) === name);
    const { DNSName } = (record?.properties.AliasTarget ?? {}) as { readonly DNSName?: unknown };
    return DNSName === undefined ? name : dotted(DNSName);
  }

  /** In the order of their names, from one on. */
  private records({ properties: { Name: zone }, reference }: DescribedModel, from: string): XmlValue[] {
    return this.ofType('RecordSet').filter(({ properties: { HostedZoneId, HostedZoneName } }) => (
      HostedZoneId === reference || dotted(HostedZoneName) === dotted(zone)
    )).map(({ properties: { HostedZoneId: _, HostedZoneName: __, ResourceRecords, ...record } }) => ({
      ...record,
      Name: dotted(record.Name),
      ...ResourceRecords === undefined ? {} : { ResourceRecords: (ResourceRecords as string[]).map((Value) => ({ Value })) },
    }) as { readonly Name: string } & { readonly [name: string]: XmlValue })
      .filter(({ Name }) => Name >= dotted(from)).sort((a, b) => (a.Name < b.Name ? -1 : 1));
  }

  private find(type: string, id: string, code: string, what: string): DescribedModel {
    const found = this.ofType(type).find(({ reference }) => reference === decodeURIComponent(id));
    if (!found) { throw new ApiError(code, `No ${what} found with ID: ${id}`, 404); }
    return found;
  }

  private ofType(type: string): readonly DescribedModel[] {
    return this.described.filter((each) => each.type === `AWS::Route53::${type}`);
  }
}

function call(name: string, members: () => Promise<Readonly<Record<string, XmlValue>>>): Route53Call {
  return { name, answer: async () => Object.entries(await members()).map(([key, value]) => element(key, value, 'singular')).join('') };
}

function listed(members: Readonly<Record<string, XmlValue>>): Readonly<Record<string, XmlValue>> {
  return { ...members, IsTruncated: false, MaxItems: '100' };
}

function healthCheck({ reference, properties }: DescribedModel): XmlValue {
  return {
    Id: reference, CallerReference: hash(reference, 12), HealthCheckConfig: configOf(properties) as XmlValue, HealthCheckVersion: 1,
  };
}

function configOf(properties: DescribedModel['properties']): Readonly<Record<string, unknown>> {
  return { RequestInterval: 30, FailureThreshold: 3, Inverted: false, Disabled: false, ...properties.HealthCheckConfig as object };
}

function hostedZone({ reference, properties: { Name } }: DescribedModel): XmlValue {
  return { Id: `/hostedzone/${reference}`, Name: dotted(Name), CallerReference: hash(reference, 12) };
}

function dotted(name: unknown): string {
  return `${String(name ?? '').toLowerCase().replace(/\.$/, '')}.`;
}

/** In the words of Route 53. */
async function statusOf(url: string): Promise<string> {
  try {
    const { status, statusText } = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
    return `${status >= 200 && status < 400 ? 'Success' : 'Failure'}: HTTP Status Code ${status}, ${statusText}`;
  } catch {
    return 'Failure: The health checker could not establish a connection within the timeout limit.';
  }
}
