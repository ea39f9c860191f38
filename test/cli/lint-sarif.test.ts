import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { runCli } from './run-cli';
import { SARIF_SCHEMA } from './sarif-schema';
import { formatSarif } from '../../cli/lint-sarif';
import type { LintFinding } from '../../src/lint/lint';
import { RULES } from '../../src/lint/rules';

/** Both the version that tools of this project bring along and newer ones validate draft 7. */
const loaded = createRequire(__filename)('ajv');
const validate = new (loaded.default ?? loaded)({ allErrors: true }).compile(SARIF_SCHEMA);
const violations = (sarif: unknown): unknown[] => (validate(sarif) ? [] : validate.errors);

const TEMPLATE = join('test', 'cli', 'fixtures', 'hand-written.template.json');
const TEXT = '{\n  "Resources": {\n    "Service": { "Type": "AWS::ECS::Service" }\n  }\n}';

function finding(part: Partial<LintFinding> = {}): LintFinding {
  return {
    rule: 'NoGracePeriod',
    severity: 'error',
    template: 'cdk.out/Shop.template.json',
    logicalId: 'Service',
    message: 'It is 100 % wrong.',
    fix: 'Set it to 60.',
    source: 'https://docs.aws.amazon.com/',
    ...part,
  };
}

/** What is said of one finding in a template of the name. */
function sarifOf(part: Partial<LintFinding> = {}, text = TEXT): any {
  const found = finding(part);
  return formatSarif({
    findings: [found],
    templates: [{
      name: found.template,
      file: found.template,
      document: 0,
      text,
      body: JSON.parse(text) as unknown,
    }],
  });
}

const placeOf = (sarif: any) => sarif.runs[0].results[0].locations[0].physicalLocation;

test('a result has a rule, a level, a text and a place', () => {
  const { runs: [{ tool: { driver: { rules } }, results }] } = sarifOf({ constructPath: 'Shop/Service/Resource' });
  expect(results).toEqual([{
    ruleId: 'NoGracePeriod',
    ruleIndex: rules.findIndex(({ id }: { id: string }) => id === 'NoGracePeriod'),
    level: 'error',
    message: { text: 'It is 100 % wrong. Set it to 60.' },
    locations: [{
      physicalLocation: { artifactLocation: { uri: 'cdk.out/Shop.template.json' }, region: { startLine: 3 } },
      logicalLocations: [{ name: 'Service', kind: 'resource', fullyQualifiedName: 'Shop/Service/Resource' }],
    }],
  }]);
});

test('every rule and every level keeps to the standard and to what GitHub requires', () => {
  const findings = RULES.flatMap(({ name }) =>
    (['error', 'warning', 'info'] as const).map((severity) => finding({ rule: name, severity })),
  );
  const sarif: any = formatSarif({ findings, templates: [] });
  expect(violations(sarif)).toEqual([]);
  const [{ tool: { driver: { rules } }, results }] = sarif.runs;
  expect(rules.map(({ id }: { id: string }) => id)).toEqual([...new Set(RULES.map(({ name }) => name))]);
  expect(results.map(({ ruleIndex }: { ruleIndex: number }) => rules[ruleIndex].id)).toEqual(findings.map(({ rule }) => rule));
  expect(results.slice(0, 3).map(({ level }: { level: string }) => level)).toEqual(['error', 'warning', 'note']);
});

test('what the command prints keeps to them as well, and a slip would be found', async () => {
  const { stdout } = await runCli(['lint', TEMPLATE, resolve(TEMPLATE), '--format', 'sarif']);
  const sarif = JSON.parse(stdout);
  expect(violations(sarif)).toEqual([]);
  const uris = sarif.runs[0].results.map(({ locations: [place] }: any) => place.physicalLocation.artifactLocation.uri);
  expect(new Set(uris)).toEqual(new Set(['test/cli/fixtures/hand-written.template.json', pathToFileURL(TEMPLATE).href]));
  expect(violations({ ...sarif, runs: [{ ...sarif.runs[0], result: [] }] })).not.toEqual([]);
  delete sarif.runs[0].tool.driver.rules[0].help;
  expect(violations(sarif)).not.toEqual([]);
}, 30_000);

test.each([
  ['cdk.out/my,stack.template.json', 'cdk.out/my,stack.template.json'],
  ['./cdk.out//a b.json', 'cdk.out/a%20b.json'],
  ['a:b?c#d%.json', 'a%3Ab%3Fc%23d%25.json'],
  ['/work/a#b.json', 'file:///work/a%23b.json'],
  ['-', 'stdin'],
])('%s is %s', (template, uri) => expect(placeOf(sarifOf({ template })).artifactLocation.uri).toBe(uri));

test('a URI leads back to its file, whatever the name', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\0/]/.test(text) && !['-', '.', '..'].includes(text));
  fc.assert(fc.property(fc.array(name, { minLength: 1, maxLength: 3 }), fc.boolean(), (names, absolute) => {
    const template = `${absolute ? '/' : ''}${names.join('/')}`;
    const sarif = sarifOf({ template });
    expect(violations(sarif)).toEqual([]);
    expect(fileURLToPath(new URL(placeOf(sarif).artifactLocation.uri, 'file:///work/'))).toBe(resolve('/work', template));
  }), { examples: [[[': '], true], [[': '], false]] });
});

test('a template without lines has one', () => {
  expect(placeOf(sarifOf({}, JSON.stringify(JSON.parse(TEXT)))).region).toEqual({ startLine: 1 });
});
