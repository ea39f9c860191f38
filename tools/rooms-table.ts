/**
 * Writes the table of rooms into ARCHITECTURE.md, between its two marks. A test compares it.
 *
 * `npx tsx tools/rooms-table.ts`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roomsTable } from '../projenrc/rooms';

export const ARCHITECTURE = join(__dirname, '..', 'ARCHITECTURE.md');

/** The page with the table as it is now. */
export function withRoomsTable(page: string): string {
  return page.replace(/(<!-- rooms -->\n)[^]*?(<!-- \/rooms -->)/, (_, begin: string, end: string) => `${begin}\n${roomsTable()}\n\n${end}`);
}

if (require.main === module) {
  writeFileSync(ARCHITECTURE, withRoomsTable(readFileSync(ARCHITECTURE, 'utf8')));
}
