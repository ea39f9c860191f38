/** Prints the sum over all runs of the tests whose reports are in test-reports/: tests passed, failed and skipped. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bundle-options';
import { sumOf } from './test-reports';

const FOLDER = join(ROOT, 'test-reports');

console.log(sumOf(readdirSync(FOLDER).filter((name) => name.endsWith('.xml')).map((name) => readFileSync(join(FOLDER, name), 'utf8'))));
