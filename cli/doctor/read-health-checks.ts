import type { Calls } from './calls';
import type { AccountClients } from './clients';
import type { DnsFacts, HealthCheckFacts, LoadBalancerFacts, RecordFacts } from './facts';
import { itemsOf, membersOf, type XmlElement } from './route53-api';

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHealthChecks.html */
const CHECKS_A_CALL = '1000';
const MOST_PAGES = 3;
/** Names of other things than load balancers, of which records are asked. */
const MOST_NAMES = 10;
/** Checks whose state is asked, of which AWS allows few: the second waits for eleven seconds. */
const MOST_CHECKS = 2;
const ZONES_A_CALL = '100';
const NAME = /^[\w.-]+$/;

/** Health checks of Route 53 on the names of these load balancers, and the records of those names. */
export async function readHealthChecks(
  clients: AccountClients, calls: Calls, balancers: ReadonlyMap<string, LoadBalancerFacts>,
): Promise<DnsFacts> {
  const byName = new Map([...balancers].map(([arn, { loadBalancer }]) => [hostOf(loadBalancer.DNSName ?? ''), arn]));
  if (byName.size === 0) { return { healthChecks: [], records: [] }; }
  const { route53 } = clients;
  const checks = await list(calls, 'ListHealthChecks', 'HealthCheck', (marker, signal) => (
    route53('ListHealthChecks', '/healthcheck', { maxitems: CHECKS_A_CALL, ...marker }, signal)
  ));
  const named = checks.flatMap((check) => {
    const { Id = '', HealthCheckConfig } = membersOf(check);
    const config = membersOf(HealthCheckConfig);
    const name = hostOf(String(config.FullyQualifiedDomainName ?? ''));
    return NAME.test(name) ? [{ id: String(Id), config, name }] : [];
  });
  const others = [...new Set(named.map(({ name }) => name).filter((name) => !byName.has(name)))];
  calls.leave('ListResourceRecordSets', others.length - MOST_NAMES);
  const records = (await readRecords(clients, calls, others.slice(0, MOST_NAMES))).flatMap((record): RecordFacts[] => {
    const balancer = byName.get(hostOf(record.pointsAt));
    return balancer === undefined ? [] : [{ ...record, balancer }];
  });
  const found = named.flatMap((check) => {
    const balancer = byName.get(check.name) ?? records.find(({ name }) => name === check.name)?.balancer;
    return balancer === undefined ? [] : [{ ...check, balancer }];
  });
  calls.leave('GetHealthCheckStatus', found.length - MOST_CHECKS);
  const healthChecks = await Promise.all(found.map(async (check, index): Promise<HealthCheckFacts> => {
    const observed = index < MOST_CHECKS ? await readStatus(clients, calls, check.id) : undefined;
    return { ...check, ...observed ? { observed } : {} };
  }));
  return { healthChecks, records };
}

/** What each checker was answered; those that Route 53 has not heard of lately are missing. */
async function readStatus({ route53 }: AccountClients, calls: Calls, id: string): Promise<readonly string[] | undefined> {
  const answer = await calls.ask('GetHealthCheckStatus', (signal) => (
    route53('GetHealthCheckStatus', `/healthcheck/${encodeURIComponent(id)}/status`, {}, signal)
  ));
  return answer && itemsOf(answer.HealthCheckObservations, 'HealthCheckObservation').map((observation) => (
    String(membersOf(membersOf(observation).StatusReport).Status ?? '')
  ));
}

type FoundRecord = Omit<RecordFacts, 'balancer'> & { readonly pointsAt: string };

/** The records of these names, each in the zone that fits it best. */
async function readRecords(clients: AccountClients, calls: Calls, names: readonly string[]): Promise<FoundRecord[]> {
  if (names.length === 0) { return []; }
  const { route53 } = clients;
  const listed = await list(calls, 'ListHostedZones', 'HostedZone', (marker, signal) => (
    route53('ListHostedZones', '/hostedzone', { maxitems: ZONES_A_CALL, ...marker }, signal)
  ));
  const zones = listed.map((zone) => {
    const { Id = '', Name = '' } = membersOf(zone);
    return { id: String(Id).replace(/^\/hostedzone\//, ''), name: hostOf(String(Name)) };
  });
  const read = await Promise.all(names.map(async (name) => {
    const fits = zones.filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`));
    const longest = Math.max(0, ...fits.map((zone) => zone.name.length));
    const found = await Promise.all(fits.filter((zone) => zone.name.length === longest).map(async ({ id }) => {
      const answer = await calls.ask('ListResourceRecordSets', (signal) => (
        route53('ListResourceRecordSets', `/hostedzone/${encodeURIComponent(id)}/rrset`, { name, maxitems: '50' }, signal)
      ));
      return itemsOf(answer?.ResourceRecordSets, 'ResourceRecordSet').map(membersOf);
    }));
    return found.flat().filter(({ Name }) => hostOf(String(Name)) === name).map((properties): FoundRecord => ({
      name, properties, pointsAt: String(membersOf(properties.AliasTarget).DNSName ?? valueOf(properties)),
    }));
  }));
  return read.flat();
}

/** Where a record without an alias points. */
function valueOf({ Type, ResourceRecords }: Readonly<Record<string, XmlElement>>): string {
  return Type === 'CNAME' ? String(membersOf(itemsOf(ResourceRecords, 'ResourceRecord')[0]).Value ?? '') : '';
}

/** All pages of a list. */
async function list(
  calls: Calls, operation: 'ListHealthChecks' | 'ListHostedZones', item: string,
  page: (marker: Readonly<Record<string, string>>, signal: AbortSignal) => ReturnType<AccountClients['route53']>,
): Promise<readonly XmlElement[]> {
  const pages = await calls.pages(operation, async (marker, signal) => {
    const answer = await page(marker === undefined ? {} : { marker }, signal);
    const nextToken = answer.IsTruncated === 'true' ? String(answer.NextMarker ?? '') : '';
    return { found: itemsOf(answer[`${item}s`], item), ...nextToken === '' ? {} : { nextToken } };
  }, MOST_PAGES);
  return pages.flatMap(({ found }) => found);
}

/** Names as they are compared: `dualstack.` before the name of a load balancer means the same one. */
function hostOf(name: string): string {
  return name.toLowerCase().replace(/\.$/, '').replace(/^dualstack\./, '');
}
