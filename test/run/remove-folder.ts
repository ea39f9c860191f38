import { rmSync } from 'node:fs';
import type { Run } from './own-folder';

/** Removes what own-folder.ts made; the next run of a watch begins where this one did. */
export default function removeFolder(): void {
  const { temporaryFolder, folderBefore } = globalThis as Run;
  if (folderBefore === undefined) { delete process.env.TMPDIR; } else { process.env.TMPDIR = folderBefore; }
  if (temporaryFolder !== undefined) { rmSync(temporaryFolder, { recursive: true, force: true }); }
}
