import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fixTemplates } from '../../cli/fix-templates';
import { initCode } from '../../cli/init/code';
import { draftOf } from '../../cli/init/draft';
import { readTemplates } from '../../cli/read-templates';
import { readServices } from '../../cli/services/read-services';
import { timelinePage } from '../../cli/timeline/page';
import { printTimeline } from '../../cli/timeline/print';
import { serviceTimeline } from '../../cli/timeline/timeline';
import { isFields, member } from '../../src/lint/fields';
import { lint } from '../../src/lint/lint';

const CORPUS = join(__dirname, 'corpus');
/** A folder is what is read together by its parent. */
const CASES = readdirSync(CORPUS).map((name) => [name, join(CORPUS, name, name.includes('.') ? '' : 'parent.yaml')] as const);

interface Judged {
  readonly signed: readonly string[];
  readonly found: readonly string[];
}

/** What an expert signs, as the templates say it, and what lint finds. */
function judge(path: string): Judged {
  const templates = readTemplates([path.replace(/\/$/, '')]);
  const signed = templates.flatMap(({ body }): unknown => member(member(body, 'Metadata'), 'Signed')).map(String);
  return { signed, found: lint(templates).map(({ severity, rule, logicalId }) => `${severity} ${rule} at ${logicalId}`) };
}

/** What stands in one list and not, or less often, in the other. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((one) => {
    const index = left.indexOf(one);
    if (index >= 0) { left.splice(index, 1); }
    return index < 0;
  });
}

const judged = CASES.map(([name, path]) => ({ name, ...judge(path) }));
const count = (of: (one: Judged) => readonly string[]) => judged.reduce((sum, one) => sum + of(one).length, 0);
const found = count((one) => one.found);
const right = found - count((one) => without(one.found, one.signed));
const signed = count((one) => one.signed);
const [precision, recall] = [right / found, right / signed].map((share) => Math.round(share * 1000) / 10);

test('templates of many shapes: what lint finds is what an expert signs', () => {
  const differences = judged.flatMap((one) => {
    const [more, less] = [without(one.found, one.signed), without(one.signed, one.found)];
    return more.length + less.length > 0 ? [{ template: one.name, more, less }] : [];
  });
  process.stdout.write(`corpus: ${CASES.length} templates, ${signed} findings signed, ${found} found: `
    + `precision ${precision} %, recall ${recall} %${differences.length > 0 ? `\n${JSON.stringify(differences, undefined, 2)}` : ''}\n`);
  expect(CASES.length).toBeGreaterThanOrEqual(40);
  expect(precision).toBeGreaterThanOrEqual(97);
  expect(recall).toBeGreaterThanOrEqual(95);
});

test('docs/lint.md says how precise lint is', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'docs', 'lint.md'), 'utf8'))
    .toContain(`${CASES.length} templates, ${signed} findings: precision ${precision} %, recall ${recall} %`);
});

test('every template of the corpus says what is signed', () => {
  for (const [, path] of CASES) {
    for (const { body } of readTemplates([path.replace(/\/$/, '')])) {
      expect(isFields(body) && Array.isArray(member(member(body, 'Metadata'), 'Signed'))).toBe(true);
    }
  }
});

test('every fix of the corpus is written, but for what an anchor shares, and nothing is left to fix', () => {
  const left = CASES.flatMap(([name, path]) => {
    const { templates, findings } = fixTemplates(readTemplates([path.replace(/\/$/, '')]), () => true);
    expect(fixTemplates(templates, () => true).fixed).toEqual([]);
    return findings.filter(({ severity, edits }) => edits && (severity === 'error' || severity === 'warning'))
      .map(({ rule, logicalId }) => `${name}: ${rule} at ${logicalId}`);
  });
  expect(left).toEqual([
    'anchors.yaml: ContainerTimeoutOutOfRange at WebTask',
    'anchors.yaml: ContainerTimeoutOutOfRange at AdminTask',
    'anchors.yaml: ContainerTimeoutNotBelowInterval at WebTask',
    'anchors.yaml: ContainerTimeoutNotBelowInterval at AdminTask',
  ]);
});

test('timeline and init understand every service of the corpus', () => {
  for (const [, path] of CASES) {
    const services = readServices(readTemplates([path.replace(/\/$/, '')]));
    const timelines = services.map((service) => serviceTimeline(service));
    expect(timelines.map((timeline) => printTimeline(timeline, false)).join()).not.toMatch(/NaN|undefined|\[object/);
    expect(timelinePage(timelines)).not.toMatch(/NaN|undefined|\[object/);
    expect(initCode(services.map((service) => draftOf(service)))).not.toMatch(/NaN|undefined|\[object/);
  }
});
