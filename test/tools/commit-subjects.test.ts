import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { COMMIT_TYPES } from '../../projenrc/commit-types';
import { subjectsSince, unconventional } from '../../tools/commit-subjects';

const folder = mkdtempSync(join(tmpdir(), 'commits-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ...COMMIT_TYPES.map((type) => `${type}: text`),
  'feat(lint): text', 'fix(load-balancer)!: text', 'refactor!: text', 'test(cli, docs): text',
])('"%s" is conventional', (subject) => expect(unconventional([subject])).toEqual([]));

test.each([
  'Add a check', 'feature: text', 'feat text', 'feat:text', 'feat: ', 'Feat: text', 'feat(): text', 'feat (lint): text', 'WIP feat: text',
])('"%s" is not', (subject) => expect(unconventional(['fix: other', subject])).toEqual([subject]));

test('the commits after the base count, merges do not, and a shallow clone has no base', () => {
  const repository = join(folder, 'repository');
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: args[0] === 'init' || args[0] === 'clone' ? folder : repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  git('init', '--initial-branch', 'main', repository);
  const commit = (subject: string) => git('commit', '--allow-empty', '--message', subject);
  commit('Before');
  const base = git('rev-parse', 'HEAD');
  git('checkout', '-b', 'side');
  commit('fix: on the side');
  git('checkout', 'main');
  commit('feat: one');
  git('merge', '--no-ff', '--message', "Merge branch 'side'", 'side');
  expect(subjectsSince(base, repository)!.sort()).toEqual(['feat: one', 'fix: on the side']);
  git('clone', '--depth', '1', pathToFileURL(repository).href, 'shallow');
  expect(subjectsSince(base, join(folder, 'shallow'))).toBeUndefined();
});
