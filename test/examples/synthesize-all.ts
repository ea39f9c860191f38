/**
 * Synthesizes examples one after the other, so that the CDK is loaded once: `synthesize-all.ts FOLDER NAME…`, each into a folder of its
 * name. On stderr, what an example says follows a line with its name.
 */
import { join } from 'node:path';

const [folder, ...names] = process.argv.slice(2);

for (const name of names) {
  process.stderr.write(`${name}:\n`);
  process.env.CDK_OUTDIR = join(folder!, name);
  try {
    // Synthesizes where CDK_OUTDIR says as soon as it is loaded.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    require(`../../examples/${name}/app`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
