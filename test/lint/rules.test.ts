import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FamilyCases } from './cases/case';
import { COMMAND } from './cases/command';
import { DESIGN } from './cases/design';
import { PROTOCOL } from './cases/protocol';
import { RANGES } from './cases/ranges';
import { READING } from './cases/reading';
import { RELATIONS } from './cases/relations';
import { lintTemplate, serviceWith } from './template';
import { RULE_FAMILIES, RULES } from '../../src/lint/rules';

const CASES: FamilyCases = { ...RANGES, ...RELATIONS, ...PROTOCOL, ...COMMAND, ...DESIGN, ...READING };
const RULES_FOLDER = join(__dirname, '..', '..', 'src', 'lint', 'rules');

function findingsOf(rule: string, template: unknown) {
  return lintTemplate(template).filter((finding) => finding.rule === rule);
}

test('every rule has compliant and non-compliant cases, and every case a rule', () => {
  expect(Object.keys(CASES).sort()).toEqual(RULES.map(({ name }) => name).sort());
  for (const { compliant, nonCompliant } of Object.values(CASES)) {
    expect(Object.keys(compliant).length).toBeGreaterThan(0);
    expect(Object.keys(nonCompliant).length).toBeGreaterThan(0);
  }
});

test('nothing is found in the service that the cases start from', () => expect(lintTemplate(serviceWith())).toEqual([]));

describe.each(Object.entries(RULE_FAMILIES).flatMap(([family, rules]) => rules.map((rule) => [rule.name, family, rule] as const)))(
  '%s',
  (name, family, rule) => {
    const { compliant, nonCompliant, says } = CASES[name] ?? { compliant: {}, nonCompliant: {} };

    test.each(Object.entries(compliant))('says nothing of %s', (_, template) => expect(findingsOf(name, template)).toEqual([]));

    test.each(Object.entries(nonCompliant))('finds %s', (_, template) => {
      const findings = findingsOf(name, template);
      expect(findings.length).toBeGreaterThan(0);
      for (const { message, fix, logicalId } of findings) {
        expect(template.Resources as object).toHaveProperty(logicalId);
        expect(message).toMatch(/\.$/);
        expect(fix).toMatch(/\.$/);
        expect(`${message} ${fix}`).not.toMatch(/NaN|undefined|Symbol|\[object/);
        expect(`${message} ${fix}`).toMatch(says ?? /./);
      }
    });

    test('stands in the file of its name and says what, why and where it is written', () => {
      const file = name.replace(/(?!^)([A-Z])/g, '-$1').toLowerCase();
      expect(existsSync(join(RULES_FOLDER, family, `${file}.ts`))).toBe(true);
      expect(rule.what).toMatch(/^[A-Z].*\.$/);
      expect(rule.why).toMatch(/^[A-Z].*\.$/);
      expect(rule.source).toMatch(/^https:\/\//);
      // What AWS refuses has no exception; anything else may be right somewhere.
      if (rule.severity !== 'error') { expect(rule.exception).toMatch(/^[A-Z].*\.$/); }
      if (/^https:\/\/github\.com\//.test(rule.source)) { expect(rule.unproven).toMatch(/^[A-Z].*\.$/); }
    });
  },
);
