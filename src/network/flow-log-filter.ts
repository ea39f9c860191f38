import { fail } from '../contract/errors';

/** A port that a service answers at. */
export interface WatchedPort {
  readonly port: number;
  readonly udp: boolean;
}

/** Which rejected packets count. */
export interface RejectedPackets {
  readonly ports: WatchedPort[];
  /** IPv4 CIDRs of senders; empty: any. */
  readonly from: string[];
  /** IPv4 CIDRs of receivers; empty: any. */
  readonly to: string[];
  /** Format of the flow log, as in `AWS::EC2::FlowLog`. */
  readonly logFormat?: string;
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html: version 2, AWS's default. */
const DEFAULT_FORMAT = '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';
const NEEDED = ['dstport', 'protocol', 'action'];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricFilter.html */
const LONGEST_PATTERN = 1024;

/**
 * The filter pattern for records of rejected packets: one name a field of the record, with the conditions that it must meet.
 *
 * Plain comparisons and wildcards only: of patterns with regular expressions a log group takes five.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function rejectedPattern({ ports, from, to, logFormat = DEFAULT_FORMAT }: RejectedPackets): string {
  const protocols = [...new Set(ports.map(({ udp }) => (udp ? '17' : '6')))];
  const accepted: Record<string, string[]> = {
    srcaddr: from.map(addressPattern),
    dstaddr: to.map(addressPattern),
    dstport: [...new Set(ports.map(({ port }) => String(port)))],
    protocol: protocols,
    action: ['REJECT'],
  };
  const fields = fieldsOf(logFormat);
  const missing = [...NEEDED, ...from.length > 0 ? ['srcaddr'] : [], ...to.length > 0 ? ['dstaddr'] : []].filter((field) => !fields.includes(field));
  if (missing.length > 0) {
    fail('The format of the flow log lacks what the filter asks for', JSON.stringify(logFormat), `a format with ${missing.map((field) => `\${${field}}`).join(' and ')}`, 'add the fields to the flow log, or pass from: [] and to: [] if it has no addresses');
  }
  const conditions = fields.map((field) => {
    const name = field.replace(/-/g, '_');
    return [...new Set(accepted[field] ?? [])].map((value) => `${name}=${value}`).join(' || ') || name;
  });
  const pattern = `[${conditions.join(', ')}]`;
  if (pattern.length > LONGEST_PATTERN) {
    fail('The filter for rejected packets is too long', `${pattern.length} characters`, `at most ${LONGEST_PATTERN}`, 'name fewer or wider CIDRs in from and to');
  }
  return pattern;
}

function fieldsOf(logFormat: string): string[] {
  const fields = logFormat.trim().split(/\s+/).map((field) => /^\$\{([a-z0-9-]+)\}$/.exec(field)?.[1]);
  if (fields.some((field) => field === undefined)) {
    fail('This is no format of a flow log', JSON.stringify(logFormat), 'names such as ${srcaddr}, separated by spaces', 'pass the LogFormat of the flow log, or leave it out for AWS\'s default');
  }
  return fields as string[];
}

/** A pattern knows no CIDR: its whole octets are compared, which takes in some more addresses where the mask ends within one. */
function addressPattern(cidr: string): string {
  const [, address, length = '32'] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(cidr) ?? [];
  const octets = address?.split('.') ?? [];
  if (!address || octets.some((octet) => Number(octet) > 255) || Number(length) > 32) {
    fail('This is no IPv4 range', JSON.stringify(cidr), 'CIDRs such as 10.0.0.0/16', 'pass the ranges of the callers, or an empty list for any');
  }
  const whole = octets.slice(0, Math.floor(Number(length) / 8));
  return whole.length === 4 ? address : [...whole, '*'].join('.');
}
