import fc from 'fast-check';

/** What a Dockerfile may be made of. */
export const PIECE = fc.constantFrom(
  'FROM ',
  'a',
  ' AS b',
  'HEALTHCHECK ',
  'CMD ',
  'NONE',
  '--interval=1m',
  'RUN ',
  '<<',
  '-',
  'E',
  '"',
  "'",
  '\\',
  '`',
  '[',
  '{',
  '#',
  'escape=',
  '\t',
  ' ',
  '\r',
  '\n',
);
