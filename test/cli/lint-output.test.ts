import { exitCodeOf, explainRule, formatFindings } from '../../cli/lint-output';
import type { LintFinding } from '../../src/lint/lint';
import { RULES } from '../../src/lint/rules';

const TEXT = '{\n  "Resources": {\n    "Service": { "Type": "AWS::ECS::Service" }\n  }\n}';
const TEMPLATES = [{
  name: 'cdk.out/my,stack.template.json',
  file: 'cdk.out/my,stack.template.json',
  document: 0,
  text: TEXT,
  body: JSON.parse(TEXT) as unknown,
}];

function finding(part: Partial<LintFinding> = {}): LintFinding {
  return {
    rule: 'NoGracePeriod',
    severity: 'warning',
    template: TEMPLATES[0].name,
    logicalId: 'Service',
    constructPath: 'Stack/Service/Resource',
    message: 'It is 100 % wrong.',
    fix: 'Set it to 60.',
    source: 'https://docs.aws.amazon.com/',
    ...part,
  };
}

const report = (...findings: LintFinding[]) => ({ findings, templates: TEMPLATES });

test.each<[LintFinding['severity'][], number]>([
  [[], 0], [['info'], 0], [['info', 'warning'], 1], [['warning', 'error'], 2],
])('%j give exit code %i', (severities, code) => expect(exitCodeOf(severities.map((severity) => finding({ severity })))).toBe(code));

test('for a person: what, where, the fix, the source, and how many', () => {
  expect(formatFindings('human', report(finding(), finding({ severity: 'info', constructPath: undefined })), false)).toBe([
    'warning NoGracePeriod  It is 100 % wrong.',
    '  where   Service in cdk.out/my,stack.template.json (Stack/Service/Resource)',
    '  fix     Set it to 60.',
    '  source  https://docs.aws.amazon.com/',
    '',
    'info    NoGracePeriod  It is 100 % wrong.',
    '  where   Service in cdk.out/my,stack.template.json',
    '  fix     Set it to 60.',
    '  source  https://docs.aws.amazon.com/',
    '',
    '1 template: 0 errors, 1 warning, 1 note',
  ].join('\n'));
});

test.each([[10, /Part9\.$/m], [11, /Part9 and 1 more\.$/m]])('of %i parts that were not read, ten are named', (count, end) => {
  const unread = Array.from({ length: count }, (_, index) => finding({ severity: 'note', logicalId: `Part${index}` }));
  expect(formatFindings('human', report(...unread), false)).toMatch(end);
});

test('colours only when asked for', () => expect(formatFindings('human', report(finding()), true)).toContain('\u001b[33m'));

test('JSON holds the findings as they are', () => {
  expect(JSON.parse(formatFindings('json', report(finding()), false))).toEqual({ findings: [finding()], notRead: 0 });
});

test('GitHub gets a workflow command a finding, with the line, escaped', () => {
  expect(
    formatFindings(
      'github',
      report(finding(), finding({ severity: 'info', logicalId: 'Elsewhere', constructPath: undefined })),
      false,
    ).split('\n'),
  ).toEqual([
    '::warning file=cdk.out/my%2Cstack.template.json,line=3,title=NoGracePeriod::Stack/Service/Resource: It is 100 '
      + '%25 wrong.%0ASet it to 60.%0Ahttps://docs.aws.amazon.com/',
    '::notice file=cdk.out/my%2Cstack.template.json,title=NoGracePeriod::Elsewhere: It is 100 %25 wrong.%0ASet it to '
      + '60.%0Ahttps://docs.aws.amazon.com/',
  ]);
});

test('a rule is explained by what, why and its sources', () => {
  const rule = RULES.find(({ name }) => name === 'Route53HttpsWithoutSni')!;
  const { what, why, exception, source, furtherSources: [further] = [] } = rule;
  expect(explainRule(rule, false)).toContain(
    `what    ${what}\n  why     ${why}\n  unless  ${exception}\n  source  ${source}\n  source  ${further}`,
  );
});
