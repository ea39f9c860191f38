import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { account, answer, READ_AT } from './told-answers';
import { doctorPage } from '../../../cli/doctor/page';
import { tell } from '../../../cli/doctor/told';
import { launchChromium, missingBrowser, type Browser, type Page } from '../../../tools/chromium';
import { needing } from '../../needs';
import { COLLISIONS, FAULTS } from '../page-scripts';
import { HOSTILE } from '../pages';

const onPage = needing(missingBrowser());
const ANSWERS = [answer('payments', 'UP'), answer(HOSTILE, 'DOWN'), answer('orders-of-a-shop-with-a-name-of-many-words', 'DEGRADED')];
let browser: Browser | undefined;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  const told = tell(account({ missing: [HOSTILE] }), ANSWERS, { isNamed: true, most: 10 });
  writeFileSync(join(folder, 'page.html'), doctorPage(told, READ_AT));
  browser = missingBrowser() === undefined ? await launchChromium() : undefined;
}, 60_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

onPage.test.each<[string, Parameters<Page['emulateMedia']>[0], number]>([
  ['light', { colorScheme: 'light', media: 'screen' }, 1080],
  ['dark', { colorScheme: 'dark', media: 'screen' }, 1080],
  ['on paper, of a reader who likes it dark', { colorScheme: 'dark', media: 'print' }, 720],
  ['on a telephone', { colorScheme: 'light', media: 'screen' }, 390],
])('the answer is readable: %s', async (name, media, width) => {
  const page = await browser!.newPage({ viewport: { width, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text!()));
  page.on('request', (request) => { if (!request.url!().startsWith('file:')) { complaints.push(request.url!()); } });
  await page.goto(pathToFileURL(join(folder, 'page.html')).href);
  await page.emulateMedia(media);
  expect(await page.evaluate(FAULTS)).toEqual([]);
  expect(await page.evaluate(COLLISIONS)).toEqual([]);
  expect(complaints).toEqual([]);
  const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  expect(ground).toBe(name === 'dark' ? 'rgb(17, 22, 28)' : 'rgb(255, 255, 255)');
}, 60_000);
