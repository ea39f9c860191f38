import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTemplates } from '../../cli/read-templates';
import { lint } from '../../src/lint/lint';
import { run } from '../run-program';

const ROOT = join(__dirname, '..', '..');
const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => existsSync(join(ROOT, 'examples', name, 'app.ts')));

/** Type of each resource by example, stack and logical id. */
type LogicalIds = Record<string, Record<string, Record<string, string>>>;
/** What users have deployed: an upgrade that changes one of these ids replaces the resource. UPDATE_LOGICAL_IDS=1 writes the list anew. */
const LIST = join(__dirname, 'logical-ids.json');
const listed = JSON.parse(readFileSync(LIST, 'utf8')) as LogicalIds;
const found: LogicalIds = {};

function logicalIds(assembly: string): LogicalIds[string] {
  const templates = readdirSync(assembly).filter((file) => file.endsWith('.template.json')).sort();
  return Object.fromEntries(templates.map((file) => {
    const { Resources = {} } = JSON.parse(readFileSync(join(assembly, file), 'utf8')) as { Resources?: Record<string, { Type: string }> };
    return [file.replace('.template.json', ''), Object.fromEntries(Object.entries(Resources).map(([id, { Type }]) => [id, Type]).sort())];
  }));
}

/** What newer versions of the CDK find in the templates, by the rules of CloudFormation. */
function violations(report: string): unknown[] {
  if (!existsSync(report)) { return []; }
  const { pluginReports } = JSON.parse(readFileSync(report, 'utf8')) as { pluginReports: { violations: unknown[] }[] };
  return pluginReports.flatMap((one) => one.violations);
}

const output = mkdtempSync(join(tmpdir(), 'layered-health-examples-'));
let said = '';

beforeAll(async () => {
  const program = [process.execPath, '--import', 'tsx', join(__dirname, 'synthesize-all.ts')];
  const environment = { ...process.env, JSII_DEPRECATED: 'quiet', CDK_VALIDATION: 'true' };
  const { code, stderr } = await run([...program, output, ...EXAMPLES], environment);
  if (code !== 0) { throw new Error(`Synthesizing the examples ended with ${code}: ${stderr}`); }
  said = stderr;
}, 300_000);
afterAll(() => rmSync(output, { recursive: true, force: true }));

test('nothing is said while the examples are synthesized', () => {
  expect(said).toBe(EXAMPLES.map((name) => `${name}:\n`).join(''));
});

test.each(EXAMPLES)('examples/%s synthesizes without a warning, and lint finds nothing, with the logical ids that it had', (name) => {
  const assembly = join(output, name);
  // Annotations land in the manifest when no toolkit prints them; newer versions of the CDK write a file of metadata for each stack.
  const told = readdirSync(assembly).filter((file) => file === 'manifest.json' || file.endsWith('.metadata.json'));
  expect(told.filter((file) => /"aws:cdk:(warning|error)"/.test(readFileSync(join(assembly, file), 'utf8')))).toEqual([]);
  expect(violations(join(assembly, 'validation-report.json'))).toEqual([]);
  expect(lint(readTemplates([assembly]))).toEqual([]);
  found[name] = logicalIds(assembly);
  expect(Object.keys(found[name]).length).toBeGreaterThan(0);
  if (!process.env.UPDATE_LOGICAL_IDS) { expect(found[name]).toEqual(listed[name]); }
});

test('the list of logical ids knows no example that is gone', () => {
  if (process.env.UPDATE_LOGICAL_IDS) { writeFileSync(LIST, `${JSON.stringify(found, undefined, 1)}\n`); }
  expect(Object.keys(found)).toEqual(Object.keys(JSON.parse(readFileSync(LIST, 'utf8'))));
});
