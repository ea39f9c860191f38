/**
 * Takes the picture of docs/timeline.md: `npx tsx tools/timeline-screenshot.ts`.
 *
 * Of a template whose layers were set by hand, down to the end of its last story, without the tables.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from './chromium';
import { readTemplates } from '../cli/read-templates';
import { readServices } from '../cli/services/read-services';
import { timelinePage } from '../cli/timeline/page';
import { serviceTimeline } from '../cli/timeline/timeline';

const ROOT = join(__dirname, '..');
const TEMPLATE = join(ROOT, 'test', 'cli', 'fixtures', 'hand-written.template.json');
const WIDTH = 900;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'timeline-'));
  const browser = await launchChromium();
  try {
    const [{ body }] = readTemplates([TEMPLATE]);
    writeFileSync(
      join(folder, 'page.html'),
      timelinePage(readServices([{ name: 'shop.template.json', body }]).map((service) => serviceTimeline(service))),
    );
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 800 }, colorScheme: 'light' });
    await page.goto(pathToFileURL(join(folder, 'page.html')).href);
    // What the docs say beside the picture.
    await page.evaluate("document.querySelectorAll('h1, h1 + p, details').forEach((element) => element.remove())");
    const height = await page.evaluate<number>("[...document.querySelectorAll('figure')].pop().getBoundingClientRect().bottom");
    await page.screenshot({
      path: join(ROOT, 'docs', 'images', 'timeline.png'),
      fullPage: true,
      clip: { x: 0, y: 0, width: WIDTH, height: Math.ceil(height) },
    });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
