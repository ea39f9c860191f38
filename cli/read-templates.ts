import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './usage-error';
import { parseTemplates, type ParsedTemplate } from './yaml-template';
import { readBuiltImages } from '../src/lint/built-images';
import { type Fields, fieldsOf, isFields, member } from '../src/lint/fields';
import { nestedPaths, type TemplateFile } from '../src/lint/template';

/** A template with the text that it was read from. */
export interface TemplateInput extends TemplateFile {
  /** The file; the name as well, unless the file has several documents. */
  readonly file: string;
  /** Of the whole file. */
  readonly text: string;
  /** Which document of the file it is, from 0. */
  readonly document: number;
}

type ConstructPaths = Readonly<Record<string, string>>;

/** The name of the standard input. */
export const STDIN = '-';

/**
 * Reads CloudFormation templates: files in JSON or YAML, `-` for the standard input, and folders that `cdk synth` has written, with nested
 * stacks and the assemblies of stages.
 * @throws UsageError where one cannot be read
 */
export function readTemplates(paths: readonly string[]): TemplateInput[] {
  const read = paths.flatMap((path) => (path !== STDIN && isFolder(path) ? readFolder(path) : readFile(path)));
  return [...new Map(read.map((template) => [template.name, template])).values()];
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new UsageError({
      what: 'A path cannot be read',
      got: (error as Error).message,
      allowed: 'cdk.out, a CloudFormation template, or - for the standard input',
      fix: 'run cdk synth first, or name another path',
    });
  }
}

function readFolder(folder: string): TemplateInput[] {
  const templates = existsSync(join(folder, 'manifest.json'))
    ? readAssembly(folder)
    : looseTemplates(folder).flatMap((file) => readFile(file));
  if (templates.length > 0) { return templates; }
  throw new UsageError({
    what: 'A folder has no template',
    got: folder,
    allowed: 'cdk.out, or a folder with *.template.json, *.template.yaml or *.template.yml',
    fix: 'run cdk synth first, or name the templates',
  });
}

/** Reads what the manifest lists: a stack that an app no longer has leaves its template in the folder. */
function readAssembly(folder: string): TemplateInput[] {
  const [{ body: manifest }] = parse(readText(join(folder, 'manifest.json')), join(folder, 'manifest.json'));
  const stacks = Object.values(fieldsOf(member(manifest, 'artifacts'))).flatMap((artifact): TemplateInput[] => {
    const { templateFile, directoryName } = fieldsOf(member(artifact, 'properties'));
    switch (member(artifact, 'type')) {
      case 'aws:cloudformation:stack':
        return typeof templateFile === 'string' ? withNested(folder, templateFile, constructPaths(folder, artifact)) : [];
      case 'cdk:cloud-assembly':
        return typeof directoryName === 'string' ? readAssembly(join(folder, directoryName)) : [];
      default:
        return [];
    }
  });
  // Without metadata of assets the parent of a nested template is unknown; it is read nevertheless.
  return [...stacks, ...readdirSync(folder).filter((file) => file.endsWith('.nested.template.json')).sort()
    .filter((file) => !stacks.some(({ name }) => name === join(folder, file))).flatMap((file) => readFile(join(folder, file)))];
}

function withNested(folder: string, file: string, paths?: ConstructPaths): TemplateInput[] {
  return follow(parseFile(join(folder, file), paths), new Set());
}

/** Templates of a file, and those of their nested stacks that lie beside it. */
function readFile(name: string): TemplateInput[] {
  return follow(parseFile(name), new Set());
}

function follow(templates: readonly TemplateInput[], seen: Set<string>): TemplateInput[] {
  return templates.flatMap((template) => {
    if (template.file === STDIN || seen.has(template.name)) { return [template]; }
    seen.add(template.name);
    const nested = Object.entries(nestedPaths(template.body)).map(([id, path]) => [id, join(dirname(template.file), path)] as const)
      .filter(([, path]) => isReadable(path));
    const below = nested.flatMap(([, path]) => (seen.has(path) ? [] : follow(parseNested(path), seen)));
    return [{ ...template, nested: Object.fromEntries(nested) }, ...below];
  });
}

/** What a template calls its nested stack need not be one: then it is not read, and lint says so. */
function parseNested(path: string): TemplateInput[] {
  try {
    return parseFile(path);
  } catch {
    return [];
  }
}

/** A template names these files itself, so that they must look like templates. */
function isReadable(path: string): boolean {
  return /\.(json|ya?ml|template)$/i.test(path) && existsSync(path);
}

/** Resources have their construct's path only where the CDK Toolkit requested it; the manifest always has it. */
function constructPaths(folder: string, artifact: unknown): ConstructPaths {
  const metadata = Object.entries({ ...fieldsOf(member(artifact, 'metadata')), ...metadataBeside(folder, artifact) });
  // Resources of a nested stack have logical ids of their own, which may be the same.
  const nested = metadata.flatMap(([path]) => /^(.*)\.NestedStack\/[^/]*\.NestedStackResource$/.exec(path)?.[1] ?? []);
  return Object.fromEntries(
    metadata
      .filter(([path]) => !nested.some((stack) => path.startsWith(`${stack}/`)))
      .flatMap(([path, entries]) =>
        (Array.isArray(entries) ? entries : [])
          .filter((entry) => member(entry, 'type') === 'aws:cdk:logicalId')
          .map((entry) => [String(member(entry, 'data')), path.replace(/^\//, '')] as const),
      ),
  );
}

/** Newer versions of the CDK write metadata to a separate file; where it cannot be read, paths are missing. */
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

function parseFile(name: string, paths?: ConstructPaths): TemplateInput[] {
  const text = readText(name);
  const documents = bodiesOf(text, name).map((parsed, document) => ({ ...parsed, document }));
  const templates = documents.filter(({ body }) => isFields(member(body, 'Resources')));
  if (templates.length === 0) { throw notATemplate(name, 'it has no Resources'); }
  return templates.map((template) => ({
    ...template,
    name: templates.length === 1 ? name : `${name} (document ${template.document + 1})`,
    file: name,
    text,
    constructPaths: paths,
    images: readBuiltImages(name),
  }));
}

/**
 * The template with another text, which has the same documents.
 * @throws UsageError where it cannot be read
 */
export function withText(template: TemplateInput, text: string): TemplateInput {
  return { ...template, text, ...bodiesOf(text, template.file)[template.document] };
}

/** The AWS CLI prints a template that was written in YAML as a text in JSON. */
function bodiesOf(text: string, name: string): ParsedTemplate[] {
  return parse(text, name).map((parsed) => (typeof parsed.body === 'string' ? parse(parsed.body, name)[0] : parsed));
}

function readText(name: string): string {
  try {
    // Editors on Windows begin a file with a byte order mark.
    return readFileSync(name === STDIN ? 0 : name, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw notATemplate(name, (error as Error).message);
  }
}

/** The documents of a text; JSON is one. */
function parse(text: string, name: string): ParsedTemplate[] {
  const isJson = text.trimStart().startsWith('{');
  try {
    return isJson ? [parseJson(text)] : parseTemplates(text);
  } catch (error) {
    try {
      // A flow map in YAML begins like JSON.
      if (isJson) { return parseTemplates(text); }
    } catch { /* What the parser of JSON says is nearer to what the author meant. */ }
    throw notATemplate(name, (error as Error).message);
  }
}

/** JSON is YAML too, and its own parser is faster by far, but drops keys that stand twice. */
function parseJson(text: string): ParsedTemplate {
  const body: unknown = JSON.parse(text);
  const written = text.match(/"(?:[^"\\]|\\.)*"(?:\s*:)?/g)?.filter((one) => one.endsWith(':')).length ?? 0;
  return written > keysOf(body) ? parseTemplates(text)[0] : { body, repeated: [] };
}

function keysOf(value: unknown): number {
  if (value === null || typeof value !== 'object') { return 0; }
  const inner = Object.values(value);
  return inner.reduce<number>((sum, one) => sum + keysOf(one), Array.isArray(value) ? 0 : inner.length);
}

function notATemplate(name: string, reason: string): UsageError {
  return new UsageError({
    what: 'This is not a template',
    got: `${name} (${reason})`,
    allowed: 'a CloudFormation template in JSON or YAML',
    fix: 'name the output of cdk synth, or a template',
  });
}
