import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { sample } from '../runs';
import { COMMAND } from './cases/command';
import { DESIGN } from './cases/design';
import { PROTOCOL } from './cases/protocol';
import { RANGES } from './cases/ranges';
import { READING } from './cases/reading';
import { RELATIONS } from './cases/relations';
import { lintTemplate, serviceWith, type Part } from './template';
import type { LintFinding } from '../../src/lint/lint';
import { rulesPage } from '../../tools/rules-page';

const CASES = Object.entries({ ...RANGES, ...RELATIONS, ...PROTOCOL, ...COMMAND, ...DESIGN, ...READING })
  .flatMap(([rule, { compliant, nonCompliant }]) => [...Object.values(compliant), ...Object.values(nonCompliant)]
    .map((template) => ({ rule, template: JSON.parse(JSON.stringify(template)) as Part })));

const UNKNOWNS = [
  { Ref: 'Parameter' },
  { 'Fn::If': ['Condition', 1, 2] },
  { 'Fn::FindInMap': ['Map', 'Key', 'Field'] },
  '{{resolve:ssm:name}}',
  { Ref: 'AWS::StackName' },
];

test('arbitrary JSON never makes it throw', () => {
  fc.assert(fc.property(fc.jsonValue(), (body) => { lintTemplate(body); }));
});

test('arbitrary values in the place of any property never make it throw', () => {
  fc.assert(fc.property(fc.constantFrom(...CASES), fc.nat(), fc.jsonValue(), ({ template }, at, value) => {
    const paths = leaves(template);
    lintTemplate(replaceAt(template, paths[at % paths.length], value));
  }), { numRuns: 500 });
});

test('references in circles end', () => {
  const outputs = { Outputs: { Value: { Value: { 'Fn::ImportValue': 'circle' }, Export: { Name: 'circle' } } } };
  expect(
    lintTemplate({
      ...serviceWith({ Resources: { Service: { Properties: { DesiredCount: { 'Fn::ImportValue': 'circle' } } } } }),
      ...outputs,
    }),
  ).toEqual([]);
});

test('what becomes unknown takes findings away and never adds one, but for the note that it was not read', () => {
  const kinds = (findings: readonly LintFinding[]) => new Set(findings.filter(({ severity }) => severity !== 'note').map(({
    rule,
    logicalId,
  }) => `${rule} ${logicalId}`));
  const changes = CASES.flatMap(({ rule, template }) => {
    const before = kinds(lintTemplate(template));
    return leaves(template).map((path, index) => ({ rule, template, before, path, unknown: UNKNOWNS[index % UNKNOWNS.length] }));
  });
  const tried = sample(changes);
  expect(tried.length).toBeGreaterThan(100);
  expect(tried.flatMap(({ rule, template, before, path, unknown }) => (
    [...kinds(lintTemplate(replaceAt(template, path, unknown)))].filter((kind) => !before.has(kind)).map((kind) => ({ rule, path, kind }))
  ))).toEqual([]);
}, 60_000);

test('a part of a command that becomes unknown takes findings away and never adds one', () => {
  const scripts = CASES.flatMap(({ rule, template }) => leaves(template).flatMap((path) => {
    const text = valueAt(template, path);
    const isScript = path.includes('Command') && path.length > 7 && typeof text === 'string' && text.includes(' ');
    return isScript ? [{ rule, template, path, text }] : [];
  }));
  expect(scripts.length).toBeGreaterThan(100);
  const some = [fc.constantFrom(...scripts), fc.nat(), fc.integer({ min: 1, max: 9 })] as const;
  fc.assert(fc.property(...some, ({ rule, template, path, text }, at, length) => {
    const from = at % text.length;
    // What takes the place of words within a URL is not looked for.
    const parts = [text.slice(0, from), { Ref: 'Parameter' }, text.slice(from).replace(new RegExp(`^[\\w.:/-]{0,${length}}`), '')];
    const before = lintTemplate(template).map((finding) => `${finding.rule} ${finding.logicalId}`);
    const added = lintTemplate(replaceAt(template, path, { 'Fn::Join': ['', parts] }))
      .filter(({ severity }) => severity !== 'note').map((finding) => `${finding.rule} ${finding.logicalId}`)
      .filter((kind) => !before.includes(kind));
    expect({ rule, added }).toEqual({ rule, added: [] });
  }), { numRuns: 500 });
});

test('a timeout that a parameter decides is not named as a number', () => {
  const check = { Command: ['CMD-SHELL', 'curl -f http://localhost/ || exit 1'], Timeout: { Ref: 'Timeout' } };
  const findings = lintTemplate({
    Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { ContainerDefinitions: [{ Name: 'web', HealthCheck: check }] } } },
  });
  expect(findings.filter(({ rule }) => rule === 'ClientWithoutTimeout').map(({ fix }) => fix))
    .toEqual(['Add --max-time with less than the Timeout of the check.']);
  expect(JSON.stringify(findings.map(({ message, fix }) => [message, fix]))).not.toContain('NaN');
});

test('the rules bring no CDK into a bundle', async () => {
  const entryPoints = [join(__dirname, '..', '..', 'src', 'lint', 'lint.ts')];
  const { metafile } = await build({ entryPoints, bundle: true, platform: 'node', write: false, metafile: true });
  expect(Object.keys(metafile.inputs).filter((input) => input.includes('node_modules'))).toEqual([]);
});

test('RULES.md lists the rules as they are', () => {
  expect(readFileSync(join(__dirname, '..', '..', 'RULES.md'), 'utf8')).toBe(rulesPage());
});

/** Paths of the properties' values, whole lists and objects too. */
function leaves(template: unknown): string[][] {
  const resources = (template as { Resources: Record<string, { Properties?: object }> }).Resources;
  return Object.entries(resources).flatMap(([id, { Properties }]) => below(Properties ?? {}, ['Resources', id, 'Properties']));
}

function valueAt(template: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, name) => (inner as Record<string, unknown>)[name], template);
}

function below(value: unknown, path: string[]): string[][] {
  if (value === null || typeof value !== 'object' || isIntrinsic(value)) { return []; }
  return Object.entries(value).flatMap(([name, inner]) => [[...path, name], ...below(inner, [...path, name])]);
}

function isIntrinsic(value: object): boolean {
  return Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}

function replaceAt(template: Part, path: readonly string[], value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(template));
  const parent = valueAt(copy, path.slice(0, -1)) as Record<string, unknown>;
  parent[path[path.length - 1]] = value;
  return copy;
}
