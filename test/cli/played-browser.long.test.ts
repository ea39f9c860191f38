import fc from 'fast-check';
import { inBrowser } from './in-browser';
import { HOSTILE } from './pages';
import { anyPlayed, played } from './played-scenarios';
import { playedPage } from '../../cli/played/page';

inBrowser('what was seen in scenarios', () => playedPage([
  played(),
  played({ passed: false, messages: [60, 61, 62, 200].map((at) => ({ at, subject: HOSTILE, text: HOSTILE })) }),
  ...fc.sample(anyPlayed(), { seed: 7, numRuns: 6 }),
]));
