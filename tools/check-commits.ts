/**
 * Verifies that every commit since the convention was adopted has a Conventional-Commits subject. A shallow clone that does not reach back
 * so far has nothing to verify, and says so.
 *
 *   npx tsx tools/check-commits.ts
 */
import { ROOT } from './bundle-options';
import { subjectsSince, unconventional } from './commit-subjects';
import { COMMIT_TYPES } from '../projenrc/commit-types';

/** The last commit before the convention. */
const BASE = 'c3d5bd267d9cd0b4ec53092ea49f50ba9c5b7579';

const subjects = subjectsSince(BASE, ROOT);
if (!subjects) {
  console.log(`Subjects of commits are not verified: this clone does not reach back to ${BASE.slice(0, 7)}.`);
} else {
  const wrong = unconventional(subjects);
  for (const subject of wrong) {
    console.error(`Not a Conventional Commit: "${subject}". Write "type(scope): text", with one of the types ${COMMIT_TYPES.join(', ')}.`);
  }
  console.log(`Subjects of ${subjects.length} commits verified, ${wrong.length} of them wrong.`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
