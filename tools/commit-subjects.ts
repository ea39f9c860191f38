import { execFileSync } from 'node:child_process';
import { COMMIT_TYPES } from '../projenrc/commit-types';

const SUBJECT = new RegExp(`^(?:${COMMIT_TYPES.join('|')})(?:\\([a-z0-9-]+(?:, ?[a-z0-9-]+)*\\))?!?: \\S`);

/** The subjects that are no Conventional Commits: `type(scope): text`, where scope and an exclamation mark for what breaks are optional. */
export function unconventional(subjects: readonly string[]): string[] {
  return subjects.filter((subject) => !SUBJECT.test(subject));
}

/** The subjects of all commits after another one, merges left out; undefined where the clone does not reach back to it. */
export function subjectsSince(base: string, folder: string): string[] | undefined {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    git('merge-base', '--is-ancestor', base, 'HEAD');
  } catch {
    return undefined;
  }
  return git('log', '--no-merges', '--format=%s', `${base}..HEAD`).split('\n').filter(Boolean);
}
