import fc from 'fast-check';
import { PIECE } from './dockerfile-piece';
import { readImageCheck } from '../../src/lint/model/image-check';

test('every text ends soon, however often it repeats itself', () => {
  fc.assert(
    fc.property(
      fc.array(PIECE, { minLength: 1, maxLength: 6 }),
      fc.constantFrom('', 'FROM a\nHEALTHCHECK CMD ', 'FROM a\nRUN <<E ', '# escape='),
      (pieces, start) => {
        const piece = pieces.join('');
        const dockerfile = start + piece.repeat(Math.ceil(200_000 / piece.length));
        const before = performance.now();
        readImageCheck({ dockerfile });
        // What grows with the square takes minutes.
        expect(performance.now() - before).toBeLessThan(2_000);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);
