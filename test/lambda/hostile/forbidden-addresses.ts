import type { HostileTarget } from './hostile-target';

/** Instance, task and platform metadata in every spelling that a resolver understands. Nothing is ever sent there. */
const METADATA: ReadonlyArray<readonly [spelling: string, host: string]> = [
  ['plain', '169.254.169.254'],
  ['of a task', '169.254.170.2'],
  ['hexadecimal', '0xa9fea9fe'],
  ['hexadecimal, in parts', '0xa9.0xfe.0xa9.0xfe'],
  ['octal', '0251.0376.0251.0376'],
  ['decimal', '2852039166'],
  ['short', '169.254.43518'],
  ['IPv4-mapped', '[::ffff:169.254.169.254]'],
  ['IPv4-mapped, hexadecimal', '[::ffff:a9fe:a9fe]'],
  ['through NAT64', '[64:ff9b::a9fe:a9fe]'],
  ['through NAT64 with a prefix of one\'s own', '[64:ff9b:1::a9fe:a9fe]'],
  ['through 6to4', '[2002:a9fe:a9fe::1]'],
  ['IPv4-compatible', '[::169.254.169.254]'],
  ['IPv4-translated', '[::ffff:0:169.254.169.254]'],
  ['IPv6', '[fd00:ec2::254]'],
];

/** Once as HTTP, where the URL is normalised on the way in, and once as TCP, where it is not. */
export const FORBIDDEN_TARGETS: readonly HostileTarget[] = METADATA.flatMap(([spelling, host]) =>
  ['http', 'tcp'].map((scheme): HostileTarget => ({
    name: `metadata address, ${spelling}, by ${scheme.toUpperCase()}`,
    open: () => `${scheme}://${host}:80`,
    fault: 'PROBER_FAULT',
    because: 'metadata is never contacted, not even from a laptop; of the target nothing is known',
    detail: /not probed/,
  })),
);
