import { join } from 'node:path';
import { build } from 'esbuild';

/** Files that end up in the bundle of an entry point, from the repository's root. */
async function bundled(entry: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: join(__dirname, '..', '..'),
    entryPoints: [entry],
    bundle: true,
    write: false,
    outdir: 'unused',
    metafile: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
}

test('the prober is our engine and nothing else: no AWS code, no third party', async () => {
  const files = await bundled('lambda/prober.handler.ts');
  expect(files).toContain('lambda/engine/probe.ts');
  expect(files.filter((file) => !/^(lambda\/(engine|shared)\/|lambda\/prober\.handler\.ts$|src\/shared\/)/.test(file))).toEqual([]);
});

test('the diagnosis is pure: nothing but its own files', async () => {
  for (const entry of ['diagnose-target', 'diagnose-task', 'diagnose-service', 'service-counts']) {
    const files = await bundled(`lambda/diagnosis/${entry}.ts`);
    expect(files.filter((file) => !file.startsWith('lambda/diagnosis/') && !file.startsWith('lambda/shared/'))).toEqual([]);
  }
});

test('no CDK reaches the verifier', async () => {
  const files = await bundled('lambda/verifier.handler.ts');
  expect(files.filter((file) => /node_modules\/(aws-cdk-lib|constructs)\//.test(file))).toEqual([]);
  expect(files.filter((file) => file.startsWith('src/') && !file.startsWith('src/shared/'))).toEqual([]);
});
