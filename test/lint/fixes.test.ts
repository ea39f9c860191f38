import { stringify } from 'yaml';
import type { FamilyCases } from './cases/case';
import { COMMAND } from './cases/command';
import { DESIGN } from './cases/design';
import { PROTOCOL } from './cases/protocol';
import { RANGES } from './cases/ranges';
import { READING } from './cases/reading';
import { RELATIONS } from './cases/relations';
import { lintTemplate } from './template';
import { applyEdits } from '../../cli/apply-edits';
import { parseYamlTemplates } from '../../cli/yaml-template';
import type { LintFinding } from '../../src/lint/lint';

const CASES: FamilyCases = { ...RANGES, ...RELATIONS, ...PROTOCOL, ...COMMAND, ...DESIGN, ...READING };
const TEMPLATES = Object.entries(CASES).flatMap(([rule, { compliant, nonCompliant }]) => (
  Object.entries({ ...compliant, ...nonCompliant }).map(([name, template]) => ({
    name: `${rule}: ${name}`,
    json: JSON.stringify(template,
      undefined, 2),
  }))));

/** A finding without its numbers, which a fix of another one may change. */
const kindOf = ({ rule, logicalId }: LintFinding): string => `${rule} at ${logicalId}`;
/** Notes are about what is worth a look: a fix may bring one about. */
const counts = ({ severity }: LintFinding): boolean => severity === 'error' || severity === 'warning';

/** The texts of a template, in both languages. */
const WRITTEN: Readonly<Record<string, (json: string) => string>> = {
  JSON: (json) => json,
  YAML: (json) => stringify(JSON.parse(json)),
};

test.each(Object.keys(WRITTEN))('every fix in %s takes its finding away, and brings no other', (language) => {
  const applied = new Set<string>();
  const wrong = TEMPLATES.flatMap(({ name, json }) => {
    const text = WRITTEN[language](json);
    const before = lintTemplate(JSON.parse(json));
    return before.flatMap((finding) => {
      if (!finding.edits) { return []; }
      applied.add(finding.rule);
      const { text: fixed, left } = applyEdits(text, 0, finding.edits);
      const after = lintTemplate(parseYamlTemplates(fixed)[0]);
      const added = after.filter((one) => counts(one) && !before.some((other) => kindOf(other) === kindOf(one))).map(kindOf);
      const stays = after.some((one) => kindOf(one) === kindOf(finding) && one.message === finding.message);
      return left.length > 0 || stays || added.length > 0 ? [{
        name,
        fix: finding.fix,
        finding: kindOf(finding),
        left: left.length,
        stays,
        added,
      }] : [];
    });
  });
  expect(wrong).toEqual([]);
  expect(applied.size).toBeGreaterThan(40);
}, 120_000);

test('a template whose fixes are all applied, again and again, has no finding left that could be fixed', () => {
  const left = TEMPLATES.flatMap(({ name, json }) => {
    let text = json;
    for (let round = 0; round < 6; round += 1) {
      const [finding] = lintTemplate(JSON.parse(text)).filter((one) => one.edits && counts(one));
      if (!finding) { return []; }
      text = lintTemplate(JSON.parse(text)).filter((one) => one.edits && counts(one))
        .reduce((fixed, one) => (lintTemplate(JSON.parse(fixed)).some(({ rule, message }) => rule === one.rule && message === one.message)
          ? applyEdits(fixed, 0, one.edits!).text : fixed), text);
    }
    return lintTemplate(JSON.parse(text)).filter((one) => one.edits
      && counts(one)).map((finding) => `${name}: ${kindOf(finding)} ${finding.message}`);
  });
  expect(left).toEqual([]);
}, 120_000);

test('a fix says in words the numbers that it has as data', () => {
  const silent = TEMPLATES.flatMap(({ name, json }) => lintTemplate(JSON.parse(json)).flatMap(({ fix, edits = [] }) => (
    edits.filter(({ value }) => typeof value === 'number' && !fix.includes(String(value))).map(({ path }) => `${name}: ${path.join('.')} `
      + `${fix}`))));
  expect([...new Set(silent)]).toEqual([]);
});

