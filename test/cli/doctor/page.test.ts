import * as fc from 'fast-check';
import { account, answer, READ_AT } from './told-answers';
import { answerText } from '../../../cli/doctor/answer';
import type { Drift } from '../../../cli/doctor/drift';
import { doctorPage } from '../../../cli/doctor/page';
import { tell } from '../../../cli/doctor/told';
import { checkWellFormed, HOSTILE } from '../pages';

const REFUSED = {
  operation: 'DescribeTargetHealth',
  why: 'FAILED',
  action: 'elasticloadbalancing:DescribeTargetHealth',
  times: 1,
  reason: HOSTILE,
  without: "the load balancer's view is missing",
} as const;

const DRIFT = (text: string): Drift => ({
  pairs: [{
    running: { type: 'service', name: text, arn: text, cluster: text },
    template: text,
    differences: [{ setting: 'service: grace period', template: text, running: '60 s' }],
  }],
  unmatched: [{ template: text, why: 'no service that was read has its name' }],
});

function toldOf(text: string) {
  return tell(
    account({ region: text, missing: [text], unread: [{ ...REFUSED, reason: text }] }),
    [answer('payments', 'UP'), answer(text, 'DOWN'), answer('orders', 'DEGRADED')], { isNamed: true, most: 10, drift: DRIFT(text) },
  );
}

test('whatever AWS, a template or a program says stays text, on the page and at a terminal', () => {
  const page = doctorPage(toldOf(HOSTILE), READ_AT);
  checkWellFormed(page);
  expect(page).not.toMatch(/<script|<img|\u0000|\u001b/i);
  expect(page.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(10);
  expect(answerText(toldOf(HOSTILE), false).split('\n').filter((line) => /\u001b|\u0000/.test(line))).toEqual([]);
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.stringMatching(/^[<>&"'/!-]{1,80}$/)), (text) => {
    const any = doctorPage(toldOf(text), READ_AT);
    checkWellFormed(any);
    expect(any).not.toMatch(/<(script|img|iframe|link)/i);
  }), { numRuns: 30 });
});

test('the page loads nothing and its policy forbids it', () => {
  const page = doctorPage(toldOf('web'), READ_AT);
  expect(page).not.toMatch(/\b(src|href|srcset|action)=|\burl\(|@import/);
  expect(page).toContain("default-src 'none'");
});

test('the page says what the terminal does, in the same order', () => {
  const told = toldOf('web');
  const page = doctorPage(told, READ_AT);
  const lines = [
    ...told.unwell.flatMap(({ name, says, rows, command, also }) => (
      [name, says, ...rows.map(({ text }) => text), command!, ...also.map(({ text }) => text)]
    )),
    ...told.well.map(({ says }) => says),
    ...told.drift!.flatMap(({ title, differences }) => [title, ...differences.flatMap(({ setting, running }) => [setting, running])]),
    ...told.findings.flatMap(({ rule, message, where, fix, command }) => [rule, message, where, fix, command!]),
    'How to get there', 'new HealthContract({', ...told.unread,
  ].map((line) => line.replaceAll("'", '&#39;'));
  const text = answerText(told, false).replaceAll("'", '&#39;');
  let [onPage, atTerminal] = [0, 0];
  for (const line of lines) {
    onPage = page.indexOf(line, onPage);
    atTerminal = text.indexOf(line, atTerminal);
    expect([line, onPage >= 0, atTerminal >= 0]).toEqual([line, true, true]);
  }
  expect(told.unwell.map(({ status }) => status)).toEqual(['DOWN', 'DEGRADED']);
});

test('ids are unique, and nothing is told of layers where many services are unwell and none was named', () => {
  const ids = [...doctorPage(toldOf('web'), READ_AT).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThan(3);
  const many = tell(account(), Array.from({ length: 11 }, () => answer('web', 'DOWN')), { isNamed: false, most: 10 });
  expect(doctorPage(many, READ_AT)).not.toContain('When each layer acts');
  expect(doctorPage(tell(account(), [], { isNamed: false, most: 10 }), READ_AT)).toContain('Nothing that AWS can see.');
});
