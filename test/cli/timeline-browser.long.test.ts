import handWritten from './fixtures/hand-written.template.json';
import { inBrowser } from './in-browser';
import { settings } from './timeline-settings';
import { readServices } from '../../cli/services/read-services';
import { timelinePage } from '../../cli/timeline/page';
import { serviceTimeline } from '../../cli/timeline/timeline';

const SERVICES = [...readServices([{ name: 'shop.template.json', body: handWritten }]), settings({ name: '<b>&"Other"' })];
const PAGE = timelinePage(SERVICES.map((service) => serviceTimeline(service)));

const { test: onPage, open } = inBrowser('the timeline', () => PAGE);

onPage('the tables are on paper although they are closed on the screen', async () => {
  const { page } = await open(720);
  const table = "document.querySelector('details table')";
  const height = `${table}.checkVisibility() ? ${table}.getBoundingClientRect().height : 0`;
  expect(await page.evaluate(height)).toBe(0);
  await page.emulateMedia({ media: 'print' });
  const tall = await page.evaluate<number>(height);
  expect(tall).toBeGreaterThan(50);
  // No column is squeezed to a letter a line.
  expect(tall).toBeLessThan(500);
}, 60_000);

onPage('the page is XML as well, and a hostile name stays text', async () => {
  const { page } = await open();
  const parsed = `new DOMParser().parseFromString(${JSON.stringify(PAGE)}, 'application/xml')`;
  expect(await page.evaluate(`${parsed}.querySelector('parsererror')?.textContent`)).toBeUndefined();
  expect(await page.evaluate("[...document.querySelectorAll('h2')].map((heading) => heading.textContent)")).toEqual([
    'WebService',
    '<b>&"Other"',
  ]);
}, 60_000);
