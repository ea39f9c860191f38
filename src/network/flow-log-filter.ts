import { fail } from '../contract/errors';
import type { ProbedPort } from '../contract/probed-ports';

/** Which rejected packets count. */
export interface RejectedPackets {
  readonly ports: readonly ProbedPort[];
  /** IPv4 CIDRs of senders; empty: any. */
  readonly from: string[];
  /** IPv4 CIDRs of receivers; empty: any. */
  readonly to: string[];
  /** Format of the flow log, as in `AWS::EC2::FlowLog`. */
  readonly logFormat?: string;
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html: version 2, AWS's default. */
const DEFAULT_FORMAT =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} '
  + '${bytes} ${start} ${end} ${action} ${log-status}';
const NEEDED = ['dstport', 'protocol', 'action'];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricFilter.html */
const LONGEST_PATTERN = 1024;

/**
 * The filter pattern for records of rejected packets: a name for each field of the record, with its conditions.
 *
 * Plain comparisons and wildcards only: a log group takes at most five patterns with regular expressions.
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
  const missing = [...NEEDED, ...from.length > 0 ? ['srcaddr'] : [], ...to.length > 0 ? ['dstaddr'] : []].filter(
    (field) => !fields.includes(field),
  );
  if (missing.length > 0) {
    fail({
      what: 'The format of the flow log lacks fields that the filter needs',
      got: JSON.stringify(logFormat),
      allowed: `a format with ${missing.map((field) => `\${${field}}`).join(' and ')}`,
      fix: 'add the fields to the flow log, or pass from: [] and to: [] if it has no addresses',
    });
  }
  const conditions = fields.map((field) => {
    const name = field.replace(/-/g, '_');
    return [...new Set(accepted[field] ?? [])].map((value) => `${name}=${value}`).join(' || ') || name;
  });
  const pattern = `[${conditions.join(', ')}]`;
  if (pattern.length > LONGEST_PATTERN) {
    fail({
      what: 'The filter for rejected packets is too long',
      got: `${pattern.length} characters`,
      allowed: `at most ${LONGEST_PATTERN}`,
      fix: 'name fewer or wider CIDRs in from and to',
    });
  }
  return pattern;
}

function fieldsOf(logFormat: string): string[] {
  const fields = logFormat.trim().split(/\s+/).map((field) => /^\$\{([a-z0-9-]+)\}$/.exec(field)?.[1]);
  if (fields.some((field) => field === undefined)) {
    fail({
      what: 'The format of the flow log is not valid',
      got: JSON.stringify(logFormat),
      allowed: 'names such as ${srcaddr}, separated by spaces',
      fix: 'pass the LogFormat of the flow log, or leave it out for AWS\'s default',
    });
  }
  return fields as string[];
}

/** A pattern has no CIDRs: whole octets are compared, which includes more addresses where the mask ends within an octet. */
function addressPattern(cidr: string): string {
  const [, address, length = '32'] = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(cidr) ?? [];
  const octets = address?.split('.') ?? [];
  if (!address || octets.some((octet) => Number(octet) > 255) || Number(length) > 32) {
    fail({
      what: 'An IPv4 range is not valid',
      got: JSON.stringify(cidr),
      allowed: 'CIDRs such as 10.0.0.0/16',
      fix: 'pass the ranges of the callers, or an empty list for any',
    });
  }
  const whole = octets.slice(0, Math.floor(Number(length) / 8));
  return whole.length === 4 ? address : [...whole, '*'].join('.');
}
