import { dirname } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { compileBlocks } from './docs/compile';
import { expectGenerated, tableOf } from './docs/generated';
import { anchors, blocks, exists, links, pages, read, sources } from './docs/pages';
import { contract } from './fixtures';
import { FAULTS } from '../lambda/diagnosis/faults';
import * as library from '../src';
import { ALARMS_PER_SERVICE, ALARMS_PER_VERIFIER, FUNCTION_MEMORY, METRICS_PER_VERIFIER } from '../src/contract/budget-cost';
import { PRICES } from '../src/contract/prices';

const PAGES = pages();

/** Words, as `wc -w` counts them. */
const LONGEST_PAGE = 2_200;
/** A section a fault, of which a person reads one. */
const LONGEST_REFERENCE = 2_700;
const ALL_PAGES = 40_900;
const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean).length;

test('every link leads to a file, and to a heading in it', () => {
  const broken = PAGES.flatMap(links).filter(({ file, anchor }) => {
    return !exists(file) || (anchor !== undefined && file.endsWith('.md') && !anchors(read(file)).includes(anchor));
  });
  expect(broken).toEqual([]);
});

test('README and the pages lead to every page', () => {
  const reached = new Set(['README.md']);
  for (const path of reached) {
    const page = PAGES.find((each) => each.path === path);
    if (page) { links(page).forEach(({ file }) => reached.add(file)); }
  }
  expect(PAGES.map(({ path }) => path).filter((path) => dirname(path).startsWith('docs') && !reached.has(path))).toEqual([]);
});

test('no page is longer than a person reads at once, and all of them together than a book', () => {
  const lengths = PAGES.filter(({ path }) => path.startsWith('docs')).map(({ path, text }) => ({ path, words: wordsOf(text) }));
  expect(lengths.filter(({ path, words }) => words > (path === 'docs/faults.md' ? LONGEST_REFERENCE : LONGEST_PAGE))).toEqual([]);
  expect(lengths.reduce((sum, { words }) => sum + words, 0)).toBeLessThanOrEqual(ALL_PAGES);
});

test('every page in docs/ says at its beginning when to read it', () => {
  const beginnings = PAGES.filter(({ path }) => path.startsWith('docs'))
    .map(({ path, text }) => ({ path, beginning: /^# .+\n\n(.+)/.exec(text)?.[1] ?? '' }));
  expect(beginnings.filter(({ beginning }) => !/^Read this (page |recipe |annex )?(when|before|after|to|if|first|for)\b/.test(beginning))).toEqual([]);
});

test('docs/faults.md has every fault as the diagnosis has it', () => {
  const groups = new Map<string, { cells: string[]; names: string[] }>();
  for (const [name, { layer, status, remedy }] of Object.entries(FAULTS)) {
    const cells = [name === 'SYSTEMIC' ? 'that of the shared fault' : layer ?? '–', status, `\`${remedy}\``];
    const group = groups.get(cells.join()) ?? { cells, names: [] };
    groups.set(cells.join(), { cells, names: [...group.names, `[${name}](#${name.toLowerCase()})`] });
  }
  const rows = [...groups.values()].map(({ cells, names }) => [...cells, names.join(', ')]);
  expectGenerated('docs/faults.md', 'faults', tableOf(['Layer', 'Status', 'Remedy', 'Faults'], rows));
});

test('every fault has its section in docs/faults.md, with what is seen, how it is confirmed and what to do, and no other has', () => {
  const sections = read('docs/faults.md').split(/^### /m).slice(1);
  expect(sections.map((section) => section.split('\n')[0]).sort()).toEqual(Object.keys(FAULTS).sort());
  sections.forEach((section) => {
    for (const part of ['See', 'Confirm', 'Do']) {
      expect(section).toContain(`\n- **${part}** `);
    }
  });
});

test('docs/concepts.md defines every status, remedy and layer of a verdict', () => {
  const glossary = read('docs/concepts.md').split('\n## Glossary\n')[1]!;
  const facts = Object.values(FAULTS);
  const terms = new Set(facts.flatMap(({ status, remedy, layer }) => [status, remedy, ...layer ? [layer] : []]));
  expect([...terms].filter((term) => !new RegExp(`\\b${term}\\b`).test(glossary))).toEqual([]);
});

test('docs/layers.md names every construct', () => {
  const constructs = Object.entries(library)
    .filter(([, value]) => typeof value === 'function' && value.prototype instanceof Construct)
    .map(([name]) => name);
  const page = read('docs/layers.md');
  expect(constructs.length).toBeGreaterThan(15);
  expect(constructs.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('the code that a page quotes from an example is that of the example', () => {
  const quotes = PAGES.flatMap(blocks).filter(({ code }) => code.startsWith('// examples/'));
  expect(quotes.length).toBeGreaterThan(3);
  for (const { page, line, code } of quotes) {
    const [, file, quoted] = /^\/\/ (\S+)\n([^]*)$/.exec(code)!;
    expect({ page, line, file, found: read(file).includes(quoted) }).toEqual({ page, line, file, found: true });
  }
});

test('the contract of the NestJS example is the same wherever it stands', () => {
  const [readme, recipe] = ['examples/nestjs-service/README.md', 'docs/recipes/nestjs.md']
    .map((path) => /new HealthContract\(\{[^]*?^\}\)/m.exec(read(path).replace(/ *\/\/.*$/gm, ''))?.[0]);
  expect(readme).toContain('inAppRecovery');
  expect(recipe).toBe(readme);
});

describe('TypeScript examples', () => {
  const examples = PAGES.flatMap(blocks).filter(({ language }) => language === 'ts');
  const wrong = {
    page: 'wrong.md',
    line: 7,
    language: 'ts',
    code: "const port = 3000;\nnew LayeredHealth(this, 'Health', { contract, service, alerts: { topic } });\nnobody();\n",
  };
  let errors: string[];
  // At once, because loading the types of the CDK is most of the work.
  beforeAll(() => { errors = compileBlocks([...examples, wrong]); }, 120_000);

  test('compile', () => {
    expect(examples.length).toBeGreaterThan(25);
    expect(errors.filter((error) => !error.startsWith(wrong.page))).toEqual([]);
  });

  test('that do not compile are found, by page and line', () => {
    expect(errors.filter((error) => error.startsWith(wrong.page))).toEqual([
      expect.stringMatching(/:9 .*alerts/),
      expect.stringMatching(/:10 .*nobody/),
    ]);
  });
});

describe('docs/cost.md', () => {
  const page = read('docs/cost.md');
  const usd = (value: number) => value.toFixed(2);
  const RUNS = 60 * 24 * 365 / 12;

  test('states what the prices give', () => {
    const { lambdaGbSecondArm, lambdaRequest, schedulerInvocation, customMetricMonth, alarmMonth, compositeAlarmMonth, logGb } = PRICES;
    for (const row of [
      `| EventBridge Scheduler | ${RUNS.toLocaleString('en')} invocations | $${usd(schedulerInvocation * 1e6)} a `
        + `million | ${usd(RUNS * schedulerInvocation)} |`,
      `| Lambda, requests | ${(2 * RUNS).toLocaleString('en')}: verifier and prober | $${usd(lambdaRequest * 1e6)} a `
        + `million | ${usd(2 * RUNS * lambdaRequest)} |`,
      `| Lambda, time | 2.5 s a run at ${FUNCTION_MEMORY} MiB, ARM64 | $${lambdaGbSecondArm} a GB-second | `
        + `${usd(((RUNS * 2.5 * FUNCTION_MEMORY) / 1024) * lambdaGbSecondArm)} |`,
      `| Logs | 2 KB a run | $${usd(logGb)} a GB | ${usd(RUNS * 2e-6 * logGb)} |`,
      `| Metrics: the heartbeat | ${METRICS_PER_VERIFIER} | $${usd(customMetricMonth)} | `
        + `${usd(METRICS_PER_VERIFIER * customMetricMonth)} |`,
      `| Alarms: the verifier's and the service's | ${ALARMS_PER_VERIFIER + ALARMS_PER_SERVICE} | $${usd(alarmMonth)} | `
        + `${usd((ALARMS_PER_VERIFIER + ALARMS_PER_SERVICE) * alarmMonth)} |`,
      `| **Together** | | | **${usd(contract().budget.monthlyCost)}** |`,
      // Held for a second longer than the load balancer does.
      'one run of the prober of 61 s for up to 500 services, '
        + `$${usd((((RUNS / 60) * 61 * FUNCTION_MEMORY) / 1024) * lambdaGbSecondArm)} a month`,
      `| \`serviceAlarms\` | ${usd(3 * alarmMonth)} |`,
      `| the alarm \`deploying\`, with the first alarm on a metric of AWS | ${usd(alarmMonth)} |`,
      `| the composite alarm, with the first further cause | ${usd(compositeAlarmMonth)} |`,
    ]) {
      expect(page).toContain(row);
    }
    expect(page).toContain(`saves $${usd(ALARMS_PER_SERVICE * alarmMonth)}.`);
    const worker = new library.HealthContract({
      liveness: library.HealthEndpoint.command(['check']),
      startup: Duration.seconds(20),
      longestRequest: Duration.seconds(30),
    });
    expect(page).toContain(`A worker, which is not probed, costs $${usd(worker.budget.monthlyCost)}.`);
  });

  test('states what more runs cost', () => {
    const rows = [...page.matchAll(/^\| (\d+) s(?: and more)? \| (\d) \| ([\d.]+) \| ([\d,]+) \|$/gm)];
    expect(rows.map(([,, rounds]) => rounds)).toEqual(['1', '2', '3', '4', '5', '6']);
    for (const [, seconds, rounds, cost, probes] of rows) {
      const { budget } = contract({ detectWithin: Duration.seconds(Number(seconds)) });
      expect([budget.verification.rounds, usd(budget.monthlyCost), budget.probesPerTaskAndDay.total.toLocaleString('en')]).toEqual([
        Number(rounds),
        cost,
        probes,
      ]);
    }
  });
});

test.each(['docs/container.md', 'docs/load-balancer.md'])('%s states the numbers of the budget', (path) => {
  const { container, targetGroup, probesPerTaskAndDay } = contract().budget;
  const numbers = path.includes('container')
    ? [
      `| ${container.interval.toSeconds()} s |`,
      `| ${container.timeout.toSeconds()} s, ${container.retries} |`,
      `| ${container.startPeriod.toSeconds()} s |`,
      `| ${container.stopTimeout.toSeconds()} s; ${container.undrainedStopTimeout.toSeconds()} s on`,
      `${probesPerTaskAndDay.container.toLocaleString('en')} checks a day`,
    ]
    : [
      `| ${targetGroup.interval.toSeconds()} s, ${targetGroup.timeout.toSeconds()} s |`,
      `| ${targetGroup.deregistrationDelay.toSeconds()} s |`,
      `| ${targetGroup.gracePeriod.toSeconds()} s; behind an NLB ${targetGroup.networkGracePeriod.toSeconds()} s |`,
      `${probesPerTaskAndDay.targetGroup.toLocaleString('en')} checks a day`,
    ];
  numbers.forEach((number) => expect(read(path)).toContain(number));
});

/** Ids of warnings: written where they are added, or the keys of a table of texts. */
const warningsOf = (folder: string) => sources(folder).flatMap((text) => {
  const inTable = /`cdk-ecs-layered-health:\$\{\w+\}`/.test(text) ? [...text.matchAll(/^ {2}(\w+): \([^)]*\) =>$/gm)] : [];
  return [...text.matchAll(/'cdk-ecs-layered-health:(\w+)'/g), ...inTable].map(([, name]) => name);
});

test.each(['container', 'load-balancer', 'verification'])('docs/%s.md explains every warning of its layer', (layer) => {
  const names = warningsOf(`src/${layer}`);
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !read(`docs/${layer}.md`).includes(`\`${name}\``))).toEqual([]);
});

test('every warning is explained on some page', () => {
  const all = PAGES.map(({ text }) => text).join();
  expect(warningsOf('src').filter((name) => !new RegExp(`\\b${name}\\b`).test(all))).toEqual([]);
});
