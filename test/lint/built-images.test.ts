import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, DefaultStackSynthesizer, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Annotations as Told, Match } from 'aws-cdk-lib/assertions';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage, FargateTaskDefinition, type AssetImageProps } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { HealthLint, HealthLintPlugin } from '../../src';
import { readBuiltImages } from '../../src/lint/built-images';
import { runCli } from '../cli/run-cli';

const CHECKED = 'FROM node:22\nHEALTHCHECK --interval=20s CMD /check\n';
const STAGES = 'FROM node:22 AS plain\nFROM plain AS checked\nHEALTHCHECK CMD /other-check\nFROM plain\n';
const WARNING = 'ECS ignores the HEALTHCHECK in the image of container \'web\' (\'/check\')';

let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'layered-health-images-'));
  write('image/Dockerfile', CHECKED);
  write('image/docker/Stages', STAGES);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function anApp(context: Record<string, unknown> = {}): App {
  return new App({ outdir: join(folder, `cdk.out.${count++}`), context });
}

function service(scope: Construct, options: AssetImageProps = {}): void {
  new FargateTaskDefinition(scope, 'Task').addContainer('web', { image: ContainerImage.fromAsset(join(folder, 'image'), options) });
}

function warnings(construct: Construct): string[] {
  return construct.node.metadata.map(({ data }) => String(data)).filter((data) => data.includes('ImageCheckIgnored'));
}

describe('HealthLint', () => {
  test('warns on the task definition whose image the app builds', () => {
    const app = anApp();
    const stack = new Stack(app, 'Stack');
    service(stack);
    HealthLint.of(app);
    const told = Told.fromStack(stack).findWarning('*', Match.stringLikeRegexp('ImageCheckIgnored'));
    expect(told.map(({ id }) => id)).toEqual(['/Stack/Task/Resource']);
    expect(told[0].entry.data).toContain(
      `${WARNING}, and its task definition has no check. State it as the container's HealthCheck: CMD-SHELL, Interval `
        + '20, Timeout 5, Retries 3;',
    );
  });

  test.each([
    ['another file and its stage', {}, { file: 'docker/Stages', target: 'checked' }, 1],
    ['the last stage, which has none', {}, { file: 'docker/Stages' }, 0],
    ['staging that is turned off', { 'aws:cdk:disable-asset-staging': true }, {}, 1],
  ])('%s', (_, context, options, expected) => {
    const app = anApp(context);
    const stack = new Stack(app, 'Stack');
    service(stack, options);
    HealthLint.of(app);
    app.synth();
    expect(warnings(stack.node.findChild('Task').node.defaultChild as Construct)).toHaveLength(expected);
  });

  test('an image of another stack', () => {
    const app = anApp();
    const asset = new DockerImageAsset(new Stack(app, 'Images'), 'Image', { directory: join(folder, 'image') });
    const task = new FargateTaskDefinition(new Stack(app, 'Stack'), 'Task');
    task.addContainer('web', { image: ContainerImage.fromDockerImageAsset(asset) });
    HealthLint.of(app);
    app.synth();
    expect(warnings(task.node.defaultChild as Construct)).toHaveLength(1);
  });

  test('says nothing where the task definition has a check, and where the CDK hides elsewhere what it builds', () => {
    const app = anApp();
    const stack = new Stack(app, 'Stack');
    const asset = new DockerImageAsset(stack, 'Image', { directory: join(folder, 'image') });
    const hidden = new DockerImageAsset(stack, 'Hidden', { directory: join(folder, 'image'), file: 'docker/Stages', target: 'checked' });
    Object.assign(hidden, { dockerfilePath: undefined });
    const task = new FargateTaskDefinition(stack, 'Task');
    task.addContainer('web', { image: ContainerImage.fromDockerImageAsset(asset), healthCheck: { command: ['CMD', '/check'] } });
    task.addContainer('proxy', { image: ContainerImage.fromDockerImageAsset(hidden) });
    HealthLint.of(app);
    app.synth();
    expect(warnings(task.node.defaultChild as Construct)).toEqual([]);
  });
});

test('the command line and the plugin read what the synthesis has written', async () => {
  // As the toolkit asks for it: without it nothing says where the template of a nested stack lies.
  const app = anApp({ 'aws:cdk:enable-asset-metadata': true });
  const stack = new Stack(app, 'Plain', { synthesizer: new DefaultStackSynthesizer({ dockerTagPrefix: 'shop-' }) });
  service(stack);
  service(new NestedStack(stack, 'Nested'), { file: 'docker/Stages', target: 'checked' });
  service(new Stack(app, 'Named', { env: { account: '123456789012', region: 'eu-west-1' } }));
  service(new Stack(new Stage(app, 'Stage'), 'Staged'));
  const assembly = app.synth();
  const templatePaths = assembly.stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  const { violations } = new HealthLintPlugin().validate({ templatePaths });
  const ignored = violations.filter(({ ruleName }) => ruleName === 'ImageCheckIgnored');
  expect(ignored.map(({ description }) => /\('(.*)'\)/.exec(description)?.[1]).sort()).toEqual([
    '/check',
    '/check',
    '/check',
    '/other-check',
  ]);

  const { stdout, code } = await runCli(['lint', assembly.directory, '--format', 'json']);
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; constructPath?: string }[] };
  expect(findings.filter(({ rule }) => rule === 'ImageCheckIgnored').map(({ constructPath }) => constructPath).sort())
    .toEqual(['Named/Task/Resource', 'Plain/Task/Resource', 'Stage/Staged/Task/Resource', undefined]);
  expect(code).toBe(1);
}, 30_000);

describe('a manifest of assets that anybody may have written', () => {
  function read(source: unknown, name = `m${count++}`): unknown {
    const destinations = { here: { repositoryName: 'shop', imageTag: '1' } };
    write(`assembly/${name}.assets.json`, JSON.stringify({ dockerImages: { it: { source, destinations } } }));
    return readBuiltImages(join(folder, 'assembly', `${name}.template.json`));
  }

  beforeAll(() => {
    write('assembly/asset.a/Dockerfile', CHECKED);
    write('assembly/asset.large/Dockerfile', `${CHECKED}#${'x'.repeat(300_000)}`);
    write('asset.above/Dockerfile', CHECKED);
    write('secret/Dockerfile', CHECKED);
    symlinkSync(join(folder, 'secret', 'Dockerfile'), join(folder, 'assembly', 'asset.a', 'Linked'));
    symlinkSync(join(folder, 'secret'), join(folder, 'assembly', 'asset.link'));
  });

  test.each([
    ['beside it', { directory: 'asset.a' }],
    ['above it, as for a stage', { directory: '../asset.above', dockerFile: './Dockerfile' }],
  ])('is read %s', (_, source) => expect(read(source)).toEqual({ 'shop:1': { dockerfile: CHECKED } }));

  test.each([
    ['a folder that was not staged', { directory: '../secret' }],
    ['an absolute path', () => ({ directory: join(folder, 'secret') })],
    ['a way out of a staged folder', { directory: 'asset.a/../../secret' }],
    ['a file outside of its folder', { directory: 'asset.a', dockerFile: '../../secret/Dockerfile' }],
    ['a link out of its folder', { directory: 'asset.a', dockerFile: 'Linked' }],
    ['a folder that is a link', { directory: 'asset.link' }],
    ['a file that is not there', { directory: 'asset.a', dockerFile: 'Nowhere' }],
    ['a folder in the place of a file', { directory: 'asset.a', dockerFile: '.' }],
    ['a file that no person wrote', { directory: 'asset.large' }],
    ['a program that builds the image', { executable: ['build.sh'] }],
    ['numbers in the place of texts', { directory: 1, dockerFile: 2 }],
    ['nothing', null],
  ])('does not lead to %s', (_, source) => expect(read(typeof source === 'function' ? source() : source)).toEqual({}));

  test.each([['{'], ['[]'], ['{"dockerImages":{"it":1}}']])('may be %s', (text) => {
    write('assembly/broken.assets.json', text);
    expect(readBuiltImages(join(folder, 'assembly', 'broken.template.json'))).toEqual({});
  });

  test('may be missing', () =>
    expect([readBuiltImages(join(folder, 'assembly', 'none.template.json')), readBuiltImages('-')]).toEqual([{}, {}]));
});
