import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from './usage-error';
import { parseYamlTemplate } from './yaml-template';
import { readBuiltImages } from '../src/lint/built-images';
import { type Fields, fieldsOf, isFields, member, nestedPaths, type TemplateFile } from '../src/lint/template';

/** A template with the text that it was read from. */
export interface TemplateInput extends TemplateFile {
  readonly text: string;
}

type ConstructPaths = Readonly<Record<string, string>>;

/** The name that stands for what is read from the standard input. */
export const STDIN = '-';

/**
 * Reads CloudFormation templates: files in JSON or YAML, `-` for the standard input, and folders that `cdk synth` has written, with nested
 * stacks and the assemblies of stages.
 * @throws UsageError that names what cannot be read
 */
export function readTemplates(paths: readonly string[]): TemplateInput[] {
  const read = paths.flatMap((path) => (path !== STDIN && isFolder(path) ? readFolder(path) : [readTemplate(path)]));
  return [...new Map(read.map((template) => [template.name, template])).values()];
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new UsageError('A path cannot be read', (error as Error).message, 'cdk.out, a CloudFormation template, or - for the standard input',
      'run cdk synth first, or name another path');
  }
}

function readFolder(folder: string): TemplateInput[] {
  const templates = existsSync(join(folder, 'manifest.json')) ? readAssembly(folder) : looseTemplates(folder).map((file) => readTemplate(file));
  if (templates.length > 0) { return templates; }
  throw new UsageError('A folder holds no template', folder, 'cdk.out, or a folder with *.template.json, *.template.yaml or *.template.yml',
    'run cdk synth first, or name the templates');
}

/** What the manifest names, not what lies around: a stack that an app no longer has leaves its template behind. */
function readAssembly(folder: string): TemplateInput[] {
  const manifest = parse(readText(join(folder, 'manifest.json')), join(folder, 'manifest.json'));
  const stacks = Object.values(fieldsOf(member(manifest, 'artifacts'))).flatMap((artifact): TemplateInput[] => {
    const { templateFile, directoryName } = fieldsOf(member(artifact, 'properties'));
    switch (member(artifact, 'type')) {
      case 'aws:cloudformation:stack': return typeof templateFile === 'string' ? withNested(folder, templateFile, constructPaths(folder, artifact)) : [];
      case 'cdk:cloud-assembly': return typeof directoryName === 'string' ? readAssembly(join(folder, directoryName)) : [];
      default: return [];
    }
  });
  // Without metadata of assets nothing says whose template a nested one is; it is looked at nevertheless.
  return [...stacks, ...readdirSync(folder).filter((file) => file.endsWith('.nested.template.json')).sort()
    .filter((file) => !stacks.some(({ name }) => name === join(folder, file))).map((file) => readTemplate(join(folder, file)))];
}

function withNested(folder: string, file: string, paths?: ConstructPaths): TemplateInput[] {
  const template = readTemplate(join(folder, file), paths);
  const nested = Object.entries(nestedPaths(template.body)).filter(([, path]) => existsSync(join(folder, path)));
  return [
    { ...template, nested: Object.fromEntries(nested.map(([logicalId, path]) => [logicalId, join(folder, path)])) },
    ...nested.flatMap(([, path]) => withNested(folder, path)),
  ];
}

/** Resources carry their construct's path only where the toolkit asked for it; the manifest always does. */
function constructPaths(folder: string, artifact: unknown): ConstructPaths {
  const metadata = Object.entries({ ...fieldsOf(member(artifact, 'metadata')), ...metadataBeside(folder, artifact) });
  // What stands in a nested stack has logical ids of its own, which may be the same.
  const nested = metadata.flatMap(([path]) => /^(.*)\.NestedStack\/[^/]*\.NestedStackResource$/.exec(path)?.[1] ?? []);
  return Object.fromEntries(metadata.filter(([path]) => !nested.some((stack) => path.startsWith(`${stack}/`))).flatMap(([path, entries]) => (
    (Array.isArray(entries) ? entries : []).filter((entry) => member(entry, 'type') === 'aws:cdk:logicalId')
      .map((entry) => [String(member(entry, 'data')), path.replace(/^\//, '')] as const))));
}

/** Newer versions of the CDK write metadata to a file of its own, which is missed like any path where it cannot be read. */
function metadataBeside(folder: string, artifact: unknown): Fields {
  const file = member(artifact, 'additionalMetadataFile');
  try {
    return typeof file === 'string' ? fieldsOf(JSON.parse(readFileSync(join(folder, basename(file)), 'utf8'))) : {};
  } catch {
    return {};
  }
}

function looseTemplates(folder: string): string[] {
  return readdirSync(folder).filter((file) => /\.template\.(json|ya?ml)$/.test(file)).sort().map((file) => join(folder, file));
}

function readTemplate(name: string, paths?: ConstructPaths): TemplateInput {
  const text = readText(name);
  const parsed = parse(text, name);
  // The AWS CLI prints a template that was written in YAML as a text in JSON.
  const body = typeof parsed === 'string' ? parse(parsed, name) : parsed;
  if (isFields(member(body, 'Resources'))) { return { name, text, body, constructPaths: paths, images: readBuiltImages(name) }; }
  throw notATemplate(name, 'it has no Resources');
}

function readText(name: string): string {
  try {
    return readFileSync(name === STDIN ? 0 : name, 'utf8');
  } catch (error) {
    throw notATemplate(name, (error as Error).message);
  }
}

function parse(text: string, name: string): unknown {
  try {
    // JSON is YAML too, and its own parser is faster by far.
    return text.trimStart().startsWith('{') ? JSON.parse(text) : parseYamlTemplate(text);
  } catch (error) {
    throw notATemplate(name, (error as Error).message);
  }
}

function notATemplate(name: string, reason: string): UsageError {
  return new UsageError('This is no template', `${name} (${reason})`, 'a CloudFormation template in JSON or YAML', 'name what cdk synth has written, or a template of your own');
}
