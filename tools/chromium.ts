import { existsSync } from 'node:fs';

/** What is used of playwright-core, which not every machine has. */
export interface Page {
  setContent(html: string): Promise<void>;
  evaluate<T>(script: string): Promise<T>;
  emulateMedia(media: { readonly colorScheme?: 'light' | 'dark'; readonly media?: 'screen' | 'print' }): Promise<void>;
  screenshot(options: { readonly path?: string; readonly fullPage?: boolean; readonly clip?: object }): Promise<Buffer>;
  goto(url: string): Promise<unknown>;
  on(
    event: 'console' | 'pageerror' | 'request',
    listener: (what: { readonly message?: string; text?(): string; url?(): string }) => void,
  ): void;
}

export interface Browser {
  newPage(options?: object): Promise<Page>;
  close(): Promise<void>;
}

/** Debian's package `chromium`, or Chrome as GitHub's machines have it; elsewhere CHROMIUM names the program. */
const PROGRAM = process.env.CHROMIUM ?? (existsSync('/usr/bin/google-chrome') ? '/usr/bin/google-chrome' : '/usr/bin/chromium');

/** Why no browser can be opened here; undefined where one can. */
export function missingBrowser(): string | undefined {
  return existsSync(PROGRAM) ? undefined : `there is no browser ${PROGRAM}: install the package chromium, or name the program in CHROMIUM`;
}

/** A browser without a window. @throws where playwright-core or Chromium is missing */
export async function launchChromium(): Promise<Browser> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { chromium } = require('playwright-core') as { chromium: { launch(options: object): Promise<Browser> } };
  return chromium.launch({ executablePath: PROGRAM, args: ['--disable-lcd-text', '--force-color-profile=srgb'] });
}
