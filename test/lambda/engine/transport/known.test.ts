import * as fc from 'fast-check';
import { beginDialogue } from '../../../../lambda/engine/transport/dialogue';
import { dnsDialogue } from '../../../../lambda/engine/transport/known/dns';
import { ntpDialogue } from '../../../../lambda/engine/transport/known/ntp';
import { stunDialogue } from '../../../../lambda/engine/transport/known/stun';

describe.each([['dns', dnsDialogue], ['ntp', ntpDialogue], ['stun', stunDialogue]] as const)('%s', (known, begin) => {
  test('any bytes come to a bounded verdict, and none of them by chance to a good one', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      const { judge } = begin();
      const { outcome, detail } = judge(Buffer.from(bytes));
      expect(outcome).toBe('PROTOCOL_ERROR');
      expect(detail.length).toBeLessThan(100);
    }), { examples: [[new Uint8Array(0)]] });
  });

  test('an answer that begins like the request comes to a bounded verdict', () => {
    fc.assert(fc.property(fc.nat(48), fc.uint8Array({ maxLength: 60 }), fc.nat(47), fc.nat(255), (kept, rest, at, byte) => {
      const { judge, request } = beginDialogue({ known }, 'datagrams');
      const answer = Buffer.concat([request!.subarray(0, kept), rest]);
      if (at < answer.length) { answer[at] = byte; }
      const { outcome, detail } = judge(answer);
      expect(['OK', 'UNHEALTHY', 'MISSING', 'PROTOCOL_ERROR']).toContain(outcome);
      expect(detail.length).toBeLessThan(150);
    }));
  });

  test('every question has an id of its own', () => {
    expect(new Set(Array.from({ length: 20 }, () => begin().request.toString('hex'))).size).toBeGreaterThan(15);
  });
});

test('a dialogue of one\'s own comes to a bounded verdict on any bytes', () => {
  const pattern = fc.string({ maxLength: 8 });
  const matcher = fc.oneof(
    fc.record({ equals: fc.string() }), fc.record({ contains: fc.string() }), fc.record({ matches: pattern }), fc.constant(undefined),
  );
  fc.assert(fc.property(matcher, fc.boolean(), fc.uint8Array({ maxLength: 200 }), (expect_, not, bytes) => {
    const { judge } = beginDialogue({ ...expect_ ? { expect: { ...expect_, not } } : {} }, 'stream');
    const { outcome, detail } = judge(Buffer.from(bytes));
    expect(['OK', 'UNHEALTHY']).toContain(outcome);
    expect(detail.length).toBeLessThan(400);
  }));
});
