import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { playFile, scenarioFiles } from './scenarios/play-all';
import { failureText } from '../../sandbox/scenarios/words';
import { needing } from '../needs';

const python = spawnSync('python3', ['--version']).status === 0 ? undefined : 'python3 (apt-get install python3)';

needing(python).describe('processes in Python', () => {
  test.each(scenarioFiles(join(__dirname, 'other-languages')).map((file) => [basename(file, '.yaml'), file]))('%s', async (_, file) => {
    const played = await playFile(file);
    expect(played.passed ? '' : failureText(played)).toBe('');
  }, 120_000);
});
