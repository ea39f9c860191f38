import { readFileSync } from 'node:fs';
import { PROP_TYPES, propTypes } from '../tools/prop-types';

// Run `npx tsx tools/prop-types.ts` when this fails.
it('checks arguments against the types as they are', () => {
  expect(propTypes()).toBe(readFileSync(PROP_TYPES, 'utf8'));
}, 60_000);
