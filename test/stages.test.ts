import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stage } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { everything } from './everything';
import { relativeAddress } from '../src/aws/relative-address';

interface Template {
  readonly Resources?: Record<string, { readonly Type: string; readonly Properties?: { readonly Description?: string } }>;
}

/** Everything in the app itself, or in a stage of it: its templates, those of nested stacks included. */
function templates(stage?: string): Template[] {
  const app = new App({ autoSynth: false });
  const scope = stage === undefined ? app : new Stage(app, stage);
  everything(scope);
  app.synth();
  return readdirSync(scope.outdir).filter((file) => file.endsWith('.template.json'))
    .map((file) => JSON.parse(readFileSync(join(scope.outdir, file), 'utf8')) as Template);
}

/** Logical ids with their types. The CDK itself names the rules between load balancer and service after their whole paths. */
const logicalIds = (all: Template[]) => all.map(({ Resources = {} }) => Object.entries(Resources)
  .filter(([, { Properties }]) => Properties?.Description !== 'Load balancer to target')
  .map(([id, { Type }]) => `${id} ${Type}`).sort()).sort((one, other) => one.join() < other.join() ? -1 : 1);

/** All that a template says, but for words with the name of the stage, which are names, and the hashes of assets. */
function saidBut(stage: string, all: Template[]): string[] {
  const leaves = (value: unknown, path: string): string[] => value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path} ${key}`)) : [`${path} ${JSON.stringify(value)}`];
  return all.flatMap((template) => leaves(template, ''))
    .map((line) => line.replace(new RegExp(`[\\w/:-]*${stage}[\\w/:-]*`, 'g'), '*').replace(/[0-9a-f]{64}/g, '*')).sort();
}

describe('the same stacks in an app and in stages of it', () => {
  const [app, beta, production] = [templates(), templates('beta'), templates('production')];

  test('have the same logical ids', () => {
    expect(logicalIds(app).flat().length).toBeGreaterThan(150);
    expect(logicalIds(beta)).toEqual(logicalIds(app));
    expect(logicalIds(production)).toEqual(logicalIds(app));
  });

  test('differ in names alone', () => expect(saidBut('beta', beta)).toEqual(saidBut('production', production)));

  test('have a verifier for each VPC', () => {
    const verifiers = logicalIds(beta)
      .flat()
      .filter((line) => /^LayeredHealthVerifier\w{8}Verifier\w{8} AWS::Lambda::Function$/.test(line));
    // One for each of the two VPCs of the stack, and one for the nested stack, which has its own.
    expect(new Set(verifiers).size).toBe(3);
  });
});

/** A path below the app, each part an id. */
const PATH = fc.array(fc.stringMatching(/^[A-Za-z0-9-]{1,4}$/), { minLength: 1, maxLength: 4 });

/** The construct at a path, created with what is missing above it. */
function at(root: IConstruct, path: string[]): IConstruct {
  return path.reduce<IConstruct>((scope, id) => scope.node.tryFindChild(id) ?? new Construct(scope as Construct, id), root);
}

test('an address is the same in every stage, and another one for every other construct', () => {
  fc.assert(fc.property(PATH, PATH, PATH, fc.constantFrom('beta', 'Production'), (from, to, other, name) => {
    const [app, stage] = [new App(), new Stage(new App(), name)];
    const addressIn = (root: IConstruct, path: string[]) => relativeAddress(at(root, from), at(root, path));
    expect(addressIn(stage, to)).toBe(addressIn(app, to));
    expect(addressIn(app, to) === addressIn(app, other)).toBe(to.join('/') === other.join('/'));
    expect(addressIn(app, to)).toMatch(/^[0-9a-f]{8}$/);
  }));
});
