import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runProgram } from './run-program';
import { BUNDLE_OPTIONS, ROOT } from '../tools/bundle-options';
import { licenceTexts, packageFolders } from '../tools/licences';

const output = mkdtempSync(join(tmpdir(), 'layered-health-bundle-'));

afterAll(() => rmSync(output, { recursive: true, force: true }));

const files = (root: string) => (readdirSync(root, { recursive: true }) as string[]).filter((file) => file.endsWith('.js')).sort();

test('a second build gives the same bytes, and the assets are those of the sources', () => {
  execFileSync(process.execPath, ['--import', 'tsx', join(ROOT, 'tools', 'bundle.ts'), output], { cwd: ROOT });
  const assets = join(ROOT, 'assets');
  expect(files(output)).toEqual([
    'cli/doctor.js', 'cli/main.js', 'gate/index.js', 'notifier/index.js', 'notifier/verification-clients.js', 'prober/index.js',
    ...['index', 'secret-clients', 'verification-clients'].map((name) => `recovery-instances/${name}.js`),
    ...['ec2-clients', 'index', 'probe-from-here', 'secret-clients', 'verification-clients'].map((name) => `recovery/${name}.js`),
    'scenario/index.js',
    ...['ec2-clients', 'index', 'parameters', 'probe-from-here', 'secret-clients'].map((name) => `verifier/${name}.js`),
  ]);
  expect(files(assets)).toEqual(files(output));
  for (const file of [...files(output), 'THIRD-PARTY-LICENSES']) {
    expect(readFileSync(join(assets, file)).equals(readFileSync(join(output, file)))).toBe(true);
  }
}, 60_000);

test('the command line is a program, by its first line; no handler has that line', () => {
  const first = (file: string) => readFileSync(join(output, file), 'utf8').split('\n', 1)[0];
  expect(files(output).filter((file) => first(file) === '#!/usr/bin/env node')).toEqual(['cli/main.js']);
});

test('each package in a bundle is named with its version and the text of its licence', async () => {
  const licences = readFileSync(join(output, 'THIRD-PARTY-LICENSES'), 'utf8');
  const direct = [
    '@aws-sdk/client-ecs',
    '@aws-sdk/client-sns',
    '@aws-lambda-powertools/metrics',
    '@smithy/core',
    'commander',
    'picocolors',
  ];
  for (const name of direct) {
    expect(licences).toContain(`${name} ${JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version} (`);
  }
  expect(licences).toContain('Copyright (c) 2011 TJ Holowaychuk'); // of commander: MIT asks to keep it
  expect(licences.split('Apache License').length - 1).toBeGreaterThan(0);
  // Nothing of what is bundled is left out: the packages of a bundle, as esbuild counts them.
  const { outputs } = (
    await build({ ...BUNDLE_OPTIONS, entryPoints: ['lambda/gate.handler.ts'], write: false, outdir: 'unused', metafile: true })
  ).metafile;
  const inputs = Object.values(outputs).flatMap((one) => Object.entries(one.inputs));
  const bundled = packageFolders(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file));
  expect(bundled.length).toBeGreaterThan(5);
  expect(bundled.filter((folder) => !licences.includes(`${folder.replace(/^.*node_modules\//, '')} `))).toEqual([]);
});

test('a package without a licence file is refused, unless its licence is the same text for all', () => {
  const root = mkdtempSync(join(output, 'packages-'));
  const install = (name: string, license: string) => {
    mkdirSync(join(root, 'node_modules', name), { recursive: true });
    writeFileSync(join(root, 'node_modules', name, 'package.json'), JSON.stringify({ name, version: '1.0.0', license }));
  };
  writeFileSync(join(root, 'LICENSE'), 'Apache License');
  install('@scope/free', 'Apache-2.0');
  install('unread', 'BSD-3-Clause');
  const free = ['node_modules/@scope/free/index.js', 'node_modules/@scope/free/lib/a.js', 'lambda/own.ts'];
  expect(licenceTexts(root, free)).toContain('@scope/free 1.0.0 (Apache-2.0)\n\nApache License\n');
  expect(() => licenceTexts(root, [...free, 'node_modules/unread/index.js'])).toThrow('unread 1.0.0 (BSD-3-Clause) has no licence file');
});

test('the prober carries no AWS code, and all stay small', () => {
  const read = (name: string) => readFileSync(join(ROOT, 'assets', name, 'index.js'), 'utf8');
  expect(read('prober')).not.toMatch(/aws-sdk|smithy|amazonaws/i);
  expect(read('prober').length).toBeLessThan(120 * 1024);
  expect(read('verifier').length).toBeLessThan(405 * 1024);
  for (const name of ['notifier', 'gate', 'recovery', 'recovery-instances']) {
    expect([name, read(name).length < 360 * 1024]).toEqual([name, true]);
  }
});

test('of a client a bundle carries the calls that it makes, and no way to credentials but that of Lambda', () => {
  const all = files(output).filter((file) => !file.startsWith('cli/')).map((file) => readFileSync(join(output, file), 'utf8')).join('\n');
  const carried = (names: readonly string[]) => names.filter((name) => all.includes(name));
  expect(carried(['DescribeNetworkInsightsAnalyses', 'AWS_SESSION_TOKEN'])).toHaveLength(2);
  expect(carried(['RunInstances', 'AllocateAddress', 'AssumeRoleWithWebIdentity', 'AWS_WEB_IDENTITY_TOKEN_FILE'])).toEqual([]);
});

test('what reads secrets is a file beside the verifier, and only loaded where a plan has any', () => {
  const verifier = readFileSync(join(output, 'verifier', 'index.js'), 'utf8');
  expect(verifier).toContain('require("./secret-clients.js")');
  expect(verifier).not.toMatch(/GetSecretValue|GetParameter/);
  const print = 'console.log(Object.keys(require(process.argv[1])).sort().join())';
  const exported = execFileSync(process.execPath, ['-e', print, join(output, 'verifier', 'secret-clients.js')], {
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  expect(String(exported).trim()).toBe('readParameter,readSecret');
});

test('what asks EC2 is a file beside the verifier too', () => {
  const verifier = readFileSync(join(output, 'verifier', 'index.js'), 'utf8');
  expect(verifier).toContain('require("./ec2-clients.js")');
  expect(verifier).not.toMatch(/NetworkInsights|DescribeInstances/);
  const print = 'console.log(Object.keys(require(process.argv[1])).sort().join())';
  const exported = execFileSync(process.execPath, ['-e', print, join(output, 'verifier', 'ec2-clients.js')], {
    env: { ...process.env, NODE_NO_WARNINGS: '1', AWS_REGION: 'eu-west-1' },
  });
  expect(String(exported).trim()).toBe('discardAnalysis,readAnalyses,readInstances,startAnalysis');
});

/** Asks with one function of a file that is shipped, of an AWS that answers anything with the given text. */
async function ask(file: string, call: string, answer: string): Promise<{ asked: string; found: unknown }> {
  let asked = '';
  const aws = createServer((request, response) => {
    request.on('data', (chunk) => { asked += chunk; }).on('end', () => response.end(answer));
  });
  await new Promise<void>((resolve) => { aws.listen(0, '127.0.0.1', resolve); });
  try {
    const program = `require(process.argv[1]).${call}.then((found) => console.log(JSON.stringify(found)))`;
    const endpoint = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
    const credentials = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 's',
      NODE_NO_WARNINGS: '1',
    };
    const { text } = await runProgram(process.execPath, ['-e', program, join(output, file)], credentials);
    return { asked, found: JSON.parse(text) };
  } finally {
    await new Promise((resolve) => { aws.close(resolve); });
  }
}

test('what is left of a client still writes and reads: a query answered in XML, and JSON', async () => {
  const instances = await ask(
    'verifier/ec2-clients.js',
    "readInstances(['i-1'], AbortSignal.timeout(10000))",
    `<DescribeInstancesResponse><reservationSet><item>
    <instancesSet><item><instanceId>i-1</instanceId><privateIpAddress>10.0.0.5</privateIpAddress></item></instancesSet>
  </item></reservationSet></DescribeInstancesResponse>`,
  );
  expect(decodeURIComponent(instances.asked)).toContain('Action=DescribeInstances');
  expect(decodeURIComponent(instances.asked)).toContain('Filter.1.Name=instance-id&Filter.1.Value.1=i-1');
  expect(instances.found).toEqual([expect.objectContaining({ InstanceId: 'i-1', PrivateIpAddress: '10.0.0.5' })]);

  const parameter = await ask(
    'recovery/secret-clients.js',
    "readParameter('/switch', AbortSignal.timeout(10000))",
    '{"Parameter":{"Name":"/switch","Value":"off"}}',
  );
  expect(JSON.parse(parameter.asked)).toEqual({ Name: '/switch', WithDecryption: true });
  expect(parameter.found).toBe('off');
});
