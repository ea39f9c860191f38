/**
 * Plays a scenario and takes the picture of README.md: `npx tsx tools/scenario-screenshot.ts`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchChromium } from './chromium';
import { playedPage } from '../cli/played/page';
import { playFile } from '../test/sandbox/scenarios/play-all';

const ROOT = join(__dirname, '..');
const FILE = join(ROOT, 'test', 'sandbox', 'scenarios', 'hang-all-replaced.yaml');
const WIDTH = 1040;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'played-'));
  const browser = await launchChromium();
  try {
    const played = await playFile(FILE);
    writeFileSync(join(folder, 'page.html'), playedPage([{ ...played, scenario: { ...played.scenario, file: relative(ROOT, FILE) } }]));
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 800 }, colorScheme: 'light' });
    await page.goto(pathToFileURL(join(folder, 'page.html')).href);
    const [top, bottom] = await page.evaluate<readonly [number, number]>(
      "[document.querySelector('h2').getBoundingClientRect().top, document.querySelector('details').getBoundingClientRect().top]",
    );
    await page.screenshot({
      path: join(ROOT, 'docs', 'images', 'scenario.png'),
      fullPage: true,
      clip: { x: 0, y: Math.floor(top) - 12, width: WIDTH, height: Math.ceil(bottom - top) + 12 },
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
