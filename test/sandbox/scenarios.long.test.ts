import { basename } from 'node:path';
import { playFile, scenarioFiles, synthesizeFor } from './scenarios/play-all';
import type { PlayedScenario } from '../../sandbox/scenarios/played';
import { failureText } from '../../sandbox/scenarios/words';
import { inLanes } from '../../sandbox/shared/lanes';

jest.setTimeout(600_000);

/** Most of the time of each is spent with waiting. */
const AT_ONCE = 5;

const files = scenarioFiles();
const results = new Map<string, Promise<PlayedScenario>>();

beforeAll(() => {
  synthesizeFor(files);
  const finished = new Map<string, (played: Promise<PlayedScenario>) => void>();
  files.forEach((file) => results.set(file, new Promise((resolve) => finished.set(file, resolve))));
  results.forEach((result) => result.catch(() => undefined));
  void inLanes(AT_ONCE, files, async (file) => {
    const playing = playFile(file);
    await playing.catch(() => undefined);
    finished.get(file)!(playing);
  });
});

test.each(files.map((file) => [basename(file, '.yaml'), file]))('%s', async (_, file) => {
  const played = await results.get(file)!;
  expect(played.passed ? '' : failureText(played)).toBe('');
});
