import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import handWritten from './fixtures/hand-written.template.json';
import { COLLISIONS, FAULTS } from './page-scripts';
import { settings } from './timeline-settings';
import { readServices } from '../../cli/services/read-services';
import { timelinePage } from '../../cli/timeline/page';
import { serviceTimeline } from '../../cli/timeline/timeline';
import { launchChromium, missingBrowser, type Browser, type Page } from '../../tools/chromium';
import { needing } from '../needs';

const SERVICES = [...readServices([{ name: 'shop.template.json', body: handWritten }]), settings({ name: '<b>&"Other"' })];
const PAGE = timelinePage(SERVICES.map((service) => serviceTimeline(service)));

const onPage = needing(missingBrowser());
let browser: Browser | undefined;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'timeline-'));
  writeFileSync(join(folder, 'page.html'), PAGE);
  browser = missingBrowser() === undefined ? await launchChromium() : undefined;
}, 60_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

async function open(width = 1080): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser!.newPage({ viewport: { width, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text!()));
  page.on('pageerror', ({ message }) => complaints.push(message!));
  page.on('request', (request) => { if (!request.url!().startsWith('file:')) { complaints.push(request.url!()); } });
  await page.goto(pathToFileURL(join(folder, 'page.html')).href);
  return { page, complaints };
}

onPage.test.each<[string, Parameters<Page['emulateMedia']>[0], number]>([
  ['light', { colorScheme: 'light', media: 'screen' }, 1080],
  ['dark', { colorScheme: 'dark', media: 'screen' }, 1080],
  ['on paper, of a reader who likes it dark', { colorScheme: 'dark', media: 'print' }, 720],
  ['on a telephone', { colorScheme: 'light', media: 'screen' }, 390],
])('the page is readable: %s', async (name, media, width) => {
  const { page, complaints } = await open(width);
  await page.emulateMedia(media);
  expect(await page.evaluate(FAULTS)).toEqual([]);
  expect(await page.evaluate(COLLISIONS)).toEqual([]);
  expect(complaints).toEqual([]);
  const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  expect(ground).toBe(name === 'dark' ? 'rgb(17, 22, 28)' : 'rgb(255, 255, 255)');
  expect((await page.screenshot({ fullPage: true })).length).toBeGreaterThan(20_000);
}, 60_000);

onPage.test('the tables are on paper although they are closed on the screen', async () => {
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

onPage.test('the page is XML as well, and a hostile name stays text', async () => {
  const { page } = await open();
  const parsed = `new DOMParser().parseFromString(${JSON.stringify(PAGE)}, 'application/xml')`;
  expect(await page.evaluate(`${parsed}.querySelector('parsererror')?.textContent`)).toBeUndefined();
  expect(await page.evaluate("[...document.querySelectorAll('h2')].map((heading) => heading.textContent)")).toEqual([
    'WebService',
    '<b>&"Other"',
  ]);
}, 60_000);
