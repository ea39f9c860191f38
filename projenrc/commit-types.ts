/**
 * Types of commits: what a commit's subject and a pull request's title may begin with. `feat`, `fix` and whatever breaks decide the next
 * version. https://www.conventionalcommits.org
 */
export const COMMIT_TYPES = ['build', 'chore', 'ci', 'docs', 'feat', 'fix', 'perf', 'refactor', 'revert', 'style', 'test'];
