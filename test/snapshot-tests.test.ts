import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ModuleKind, transpileModule } from 'typescript';
import { Template } from './fixtures';
import { DeepVerifier } from '../src';

/** The serializer as the page gives it to users. */
function documentedSerializer() {
  const page = readFileSync(join(__dirname, '..', 'docs', 'snapshot-tests.md'), 'utf8');
  const code = /```ts\n([\s\S]*?)```/.exec(page)![1];
  const exported = {} as { test(value: unknown): boolean; serialize(value: string): string };
  new Function('exports', transpileModule(code, { compilerOptions: { module: ModuleKind.CommonJS } }).outputText)(exported);
  return exported;
}

/** A snapshot asks the serializer for each value. */
const serialized = (template: object) => {
  const serializer = documentedSerializer();
  return JSON.stringify(template, (_, value) => serializer.test(value) ? JSON.parse(serializer.serialize(value)) : value);
};

test('the documented serializer hides the code of the functions, and nothing else', () => {
  const stack = new Stack(new App(), 'Stack');
  DeepVerifier.forVpc(stack, new Vpc(stack, 'Vpc', { maxAzs: 1 }));
  const template = JSON.stringify(Template.fromStack(stack).toJSON());
  const hash = /"S3Key":"([0-9a-f]{64})\.zip"/.exec(template)![1];
  const before = serialized(JSON.parse(template));
  expect(before).not.toMatch(/[0-9a-f]{64}/);
  expect(before).toContain('"S3Key":"HASH.zip"');
  expect(serialized(JSON.parse(template.replaceAll(hash, hash.replace(/./g, 'f'))))).toBe(before);
  expect(before.length).toBeGreaterThan(0.8 * template.length);
  expect(serialized(JSON.parse(template.replace('"Timeout":', '"Timeout":1')))).not.toBe(before);
});
