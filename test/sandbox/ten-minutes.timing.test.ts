import { join } from 'node:path';
import { playFile, scenarioFiles, synthesizeFor } from './scenarios/play-all';
import { failureText } from '../../sandbox/scenarios/words';

test('a scenario of ten AWS minutes takes at most half a minute, from its start to the end of its processes', async () => {
  const [file] = scenarioFiles(join(__dirname, 'ten-minutes'));
  synthesizeFor([file]);
  const played = await playFile(file);
  console.log(`ten AWS minutes took ${played.seconds.toFixed(1)} s`);
  expect(played.passed ? '' : failureText(played)).toBe('');
  expect(played.seconds).toBeLessThanOrEqual(30);
}, 90_000);
