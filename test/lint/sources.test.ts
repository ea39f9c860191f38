import { RULES } from '../../src/lint/rules';
import { openedSources, pageOf, WAYS_TO_OPEN } from '../../tools/rules-page';

/** Who may hold a claim: AWS, and those who make or standardize the tools and protocols that checks use. GitHub: reports, and files. */
const HOSTS = [
  'aws.amazon.com', 'docs.aws.amazon.com', 'repost.aws', 'github.com', 'docs.docker.com', 'curl.se', 'www.gnu.org', 'man7.org',
  'pubs.opengroup.org',
];

const SOURCES = openedSources();
const CITED = RULES.flatMap(({ name, source, furtherSources = [] }) => [source, ...furtherSources].map((url) => [name, url] as const));

// Whoever adds a rule opens its page, holds the claim against it, and says in test/lint/sources.json what it states.
test.each(CITED)('%s cites a page that was opened: %s', (_, url) => {
  expect(HOSTS).toContain(new URL(url).hostname);
  expect(SOURCES.map((source) => source.url)).toContain(pageOf(url));
});

test.each(SOURCES)('$url is cited, and it is said when and how it was opened and what it states', ({ url, opened, how, states }) => {
  expect(CITED.map(([, cited]) => pageOf(cited))).toContain(url);
  expect(new Date(opened).toISOString().slice(0, 10)).toBe(opened);
  expect(WAYS_TO_OPEN).toContain(how);
  expect(states).toMatch(/^\S.{10,}\.$/);
});

test('each page stands once in the record, in the order of its address', () => {
  const urls = SOURCES.map(({ url }) => url);
  expect(urls).toEqual([...new Set(urls)].sort());
});

test('a rule cites a page once', () => {
  const repeated = RULES.filter(({ source, furtherSources = [] }) => new Set([source, ...furtherSources]).size <= furtherSources.length);
  expect(repeated.map(({ name }) => name)).toEqual([]);
});
