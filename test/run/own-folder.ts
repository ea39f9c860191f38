import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What jest hands from the beginning of a run to its end. */
export interface Run {
  temporaryFolder?: string;
  folderBefore?: string;
}

/** Every run of the tests has its own folder for temporary files: an app of the CDK without `outdir` leaves one behind. */
export default function ownFolder(): void {
  const run = globalThis as Run;
  run.folderBefore = process.env.TMPDIR;
  run.temporaryFolder = mkdtempSync(join(tmpdir(), 'layered-health-tests-'));
  process.env.TMPDIR = run.temporaryFolder;
}
