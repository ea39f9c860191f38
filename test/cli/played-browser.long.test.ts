import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { COLLISIONS, FAULTS } from './page-scripts';
import { HOSTILE } from './pages';
import { anyPlayed, played } from './played-scenarios';
import { playedPage } from '../../cli/played/page';
import { launchChromium, missingBrowser, type Browser, type Page } from '../../tools/chromium';
import { needing } from '../needs';

const onPage = needing(missingBrowser());
const PAGE = playedPage([
  played(),
  played({ passed: false, messages: [60, 61, 62, 200].map((at) => ({ at, subject: HOSTILE, text: HOSTILE })) }),
  ...fc.sample(anyPlayed(), { seed: 7, numRuns: 6 }),
]);
let browser: Browser | undefined;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'played-'));
  writeFileSync(join(folder, 'page.html'), PAGE);
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
])('what was seen is readable: %s', async (name, media, width) => {
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
