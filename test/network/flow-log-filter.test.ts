import * as fc from 'fast-check';
import { matches } from './space-delimited';
import { rejectedPattern } from '../../src/network/flow-log-filter';

const TCP = [{ port: 3000, udp: false }];
const VPC = ['10.0.0.0/16'];
const PATTERN = rejectedPattern({ ports: TCP, from: VPC, to: VPC });

test('the pattern of the default format', () => {
  expect(PATTERN).toBe(
    '[version, account_id, interface_id, srcaddr=10.0.*, dstaddr=10.0.*, srcport, dstport=3000, protocol=6, packets, '
      + 'bytes, start, end, action=REJECT, log_status]',
  );
});

// Records in the form of https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html
const RECORD = '2 123456789010 eni-1235b8ca123456789 10.0.1.20 10.0.2.30 49761 3000 6 3 180 1418530010 1418530070 REJECT OK';

test.each<[matched: boolean, what: string, record: string]>([
  [true, 'a rejected packet of the VPC to the port', RECORD],
  [true, 'whatever the number of packets', RECORD.replace(' 6 3 180 ', ' 6 1 60 ')],
  [false, 'an accepted one', RECORD.replace('REJECT', 'ACCEPT')],
  [false, 'another port', RECORD.replace(' 3000 ', ' 3389 ')],
  [false, 'a longer number that begins like the port', RECORD.replace(' 3000 ', ' 30001 ')],
  [false, 'the port as the sender\'s', RECORD.replace('49761 3000', '3000 49761')],
  [false, 'UDP', RECORD.replace(' 3000 6 ', ' 3000 17 ')],
  [false, 'a scanner on the internet', RECORD.replace('10.0.1.20', '203.0.113.12')],
  [false, 'a sender whose address begins alike', RECORD.replace('10.0.1.20', '10.01.1.20')],
  [false, 'a receiver outside, as a rule for outbound packets rejects it', RECORD.replace('10.0.2.30', '198.51.100.7')],
  [false, 'an interval without packets', '2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA'],
  [false, 'an interval that was skipped', '2 123456789010 eni-11111111aaaaaaaaa - - - - - - - 1431280876 1431280934 - SKIPDATA'],
  [false, 'a line that is no record', 'hello'],
])('%s: %s', (matched, _, record) => {
  expect(matches(PATTERN, record)).toBe(matched);
});

test('several ports, protocols and ranges are alternatives of their fields', () => {
  const pattern = rejectedPattern({
    ports: [...TCP, { port: 3000, udp: false }, { port: 53, udp: true }],
    from: ['10.0.0.0/16', '192.168.7.9'],
    to: [],
  });
  expect(pattern).toContain('dstport=3000 || dstport=53, protocol=6 || protocol=17');
  expect(pattern).toContain('srcaddr=10.0.* || srcaddr=192.168.7.9, dstaddr,');
  expect(matches(pattern, RECORD.replace(' 3000 6 ', ' 53 17 ').replace('10.0.1.20', '192.168.7.9'))).toBe(true);
  expect(matches(pattern, RECORD.replace('10.0.1.20', '192.168.7.90'))).toBe(false);
});

test('a format of one\'s own has its fields in its own order', () => {
  const pattern = rejectedPattern({
    ports: TCP,
    from: VPC,
    to: [],
    logFormat: '${action} ${flow-direction} ${srcaddr} ${dstport} ${protocol}',
  });
  expect(pattern).toBe('[action=REJECT, flow_direction, srcaddr=10.0.*, dstport=3000, protocol=6]');
  expect(matches(pattern, 'REJECT ingress 10.0.1.20 3000 6')).toBe(true);
  expect(matches(pattern, 'ACCEPT ingress 10.0.1.20 3000 6')).toBe(false);
});

test('every address of a range is within its pattern, whatever the mask', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), fc.integer({ min: 0, max: 32 }), fc.nat(0xffff_ffff), (octets, length, random) => {
      const network = octets.reduce((sum, part) => sum * 256 + part, 0);
      const hosts = 2 ** (32 - length);
      const inside = Math.floor(network / hosts) * hosts + (random % hosts);
      const address = [24, 16, 8, 0].map((shift) => Math.floor(inside / 2 ** shift) % 256).join('.');
      const pattern = rejectedPattern({ ports: TCP, from: [`${octets.join('.')}/${length}`], to: [] });
      expect(matches(pattern, RECORD.replace('10.0.1.20', address))).toBe(true);
    }),
  );
});

test.each<[message: string, packets: Partial<Parameters<typeof rejectedPattern>[0]>]>([
  ['An IPv4 range is not valid: got "10.0.0/16", allowed: CIDRs such as 10.0.0.0/16', { from: ['10.0.0/16'] }],
  ['An IPv4 range is not valid: got "10.0.0.256"', { to: ['10.0.0.256'] }],
  ['An IPv4 range is not valid: got "10.0.0.0/33"', { from: ['10.0.0.0/33'] }],
  ['An IPv4 range is not valid: got "2001:db8::/32"', { from: ['2001:db8::/32'] }],
  ['The format of the flow log is not valid: got "srcaddr dstaddr"', { logFormat: 'srcaddr dstaddr' }],
  ['allowed: a format with ${dstport} and ${action}', { logFormat: '${srcaddr} ${dstaddr} ${protocol}' }],
  ['allowed: a format with ${srcaddr}', { logFormat: '${dstport} ${protocol} ${action}', from: VPC }],
  ['The filter for rejected packets is too long: got ', { from: Array.from({ length: 60 }, (_, index) => `10.${index}.0.0/16`) }],
])('%s', (message, packets) => {
  expect(() => rejectedPattern({ ports: TCP, from: [], to: [], ...packets })).toThrow(message);
});
