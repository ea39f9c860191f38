import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { COLLISIONS, FAULTS } from './page-scripts';
import { type Browser, launchChromium, missingBrowser, type Page } from '../../tools/chromium';
import { needing } from '../needs';

/** A page in a browser, for tests. */
export interface InBrowser {
  /** Skipped where there is no browser. */
  readonly test: jest.It;
  /** Opens it; complaints are what the browser reports, and requests to elsewhere. */
  open(width?: number): Promise<{ readonly page: Page; readonly complaints: readonly string[] }>;
}

/** Tests that a page is readable in every medium, and opens it for further ones. */
export function inBrowser(name: string, html: () => string): InBrowser {
  const { test } = needing(missingBrowser());
  let browser: Browser | undefined;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'page-'));
    writeFileSync(join(folder, 'page.html'), html());
    browser = missingBrowser() === undefined ? await launchChromium() : undefined;
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(width = 1080): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
    const page = await browser!.newPage({ viewport: { width, height: 800 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text!()));
    page.on('pageerror', ({ message }) => complaints.push(message!));
    page.on('request', (request) => { if (!request.url!().startsWith('file:')) { complaints.push(request.url!()); } });
    await page.goto(pathToFileURL(join(folder, 'page.html')).href);
    return { page, complaints };
  }

  test.each<[string, Parameters<Page['emulateMedia']>[0], number]>([
    ['light', { colorScheme: 'light', media: 'screen' }, 1080],
    ['dark', { colorScheme: 'dark', media: 'screen' }, 1080],
    ['on paper, of a reader who likes it dark', { colorScheme: 'dark', media: 'print' }, 720],
    ['on a telephone', { colorScheme: 'light', media: 'screen' }, 390],
  ])(`${name} is readable: %s`, async (medium, media, width) => {
    const { page, complaints } = await open(width);
    await page.emulateMedia(media);
    expect(await page.evaluate(FAULTS)).toEqual([]);
    expect(await page.evaluate(COLLISIONS)).toEqual([]);
    expect(complaints).toEqual([]);
    const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(ground).toBe(medium === 'dark' ? 'rgb(17, 22, 28)' : 'rgb(255, 255, 255)');
    expect((await page.screenshot({ fullPage: true })).length).toBeGreaterThan(20_000);
  }, 60_000);

  return { test, open };
}
