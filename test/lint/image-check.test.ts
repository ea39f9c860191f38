import fc from 'fast-check';
import { PIECE } from './dockerfile-piece';
import { readImageCheck } from '../../src/lint/model/image-check';

function check(lines: readonly string[], target?: string) {
  return readImageCheck({ dockerfile: lines.join('\n'), target });
}

function command(...lines: string[]): string | undefined {
  return check(lines)?.command;
}

test('options before the command: whole seconds, and nothing for what Docker\'s default decides', () => {
  expect(
    check([
      'FROM a',
      'HEALTHCHECK --interval=1m30s --timeout=1500ms --start-period=0s --start-interval=2s --retries=4 CMD curl -f h || exit 1',
    ]),
  ).toEqual({
    form: 'CMD-SHELL',
    command: 'curl -f h || exit 1',
    interval: 90,
    timeout: 2,
    startPeriod: undefined,
    retries: 4,
  });
  expect(check(['FROM a', 'HEALTHCHECK --interval=$SECONDS --retries=0 CMD ["/check", "--port", "80"]'])).toEqual({
    form: 'CMD',
    command: '/check --port 80',
  });
});

test.each([
  ['in any case', ['from a', 'healthcheck --interval=5s cmd /check'], '/check'],
  ['the last one', ['FROM a', 'HEALTHCHECK CMD /old', 'HEALTHCHECK CMD /new'], '/new'],
  ['turned on again', ['FROM a', 'HEALTHCHECK NONE', 'HEALTHCHECK CMD /check'], '/check'],
  [
    'several lines, with comments and empty lines in them',
    ['FROM a', 'HEALTHCHECK --interval=5s \\  ', '# why', '', '  CMD /check \\', '  --port 80'],
    '/check   --port 80',
  ],
  [
    'another escape character',
    ['# syntax=docker/dockerfile:1', '# Escape = `', 'FROM a', 'HEALTHCHECK `', 'CMD C:\\check\\', 'CMD server'],
    'C:\\check\\',
  ],
  ['a directive after a comment is a comment', ['# why', '# escape=`', 'FROM a', 'HEALTHCHECK \\', 'CMD /check'], '/check'],
  ['an escaped escape character continues nothing', ['FROM a', 'RUN echo \\\\', 'HEALTHCHECK CMD /check'], '/check'],
  ['a mark and line ends of Windows', ['\uFEFF# escape=`\r', 'FROM a\r', 'HEALTHCHECK `\r', 'CMD /check\r'], '/check'],
  [
    'an earlier stage beneath',
    ['FROM --platform=linux/amd64 a AS Base', 'HEALTHCHECK CMD /check', 'FROM base AS middle', 'FROM middle'],
    '/check',
  ],
  ['after a heredoc', ['FROM a', 'RUN <<END', 'HEALTHCHECK NONE \\', 'END', 'HEALTHCHECK CMD /check'], '/check'],
  [
    'what only looks like a heredoc',
    ['FROM a', 'RUN echo "a <<END \\" b" $((1<<2)) <<<word', 'CMD ["<<END"]', 'HEALTHCHECK CMD /check'],
    '/check',
  ],
])('%s', (_, lines, expected) => expect(command(...lines)).toBe(expected));

test.each([
  ['nothing', []],
  ['no stage', ['HEALTHCHECK CMD /check']],
  ['NONE', ['FROM a', 'HEALTHCHECK CMD /check', 'healthcheck none']],
  ['a comment', ['FROM a', '  # HEALTHCHECK CMD /check']],
  ['a trigger for other images', ['FROM a', 'ONBUILD HEALTHCHECK CMD /check']],
  ['a stage that is left behind', ['FROM a AS base', 'HEALTHCHECK CMD /check', 'FROM a', 'COPY --from=base /a /a']],
  ['a stage beneath that turns it off', ['FROM a AS base', 'HEALTHCHECK CMD /check', 'FROM base AS off', 'HEALTHCHECK NONE', 'FROM off']],
  ['a stage that comes later', ['FROM later', 'FROM a AS later', 'HEALTHCHECK CMD /check', 'FROM b']],
  ['a base that an argument decides', ['ARG BASE=base', 'FROM a AS base', 'HEALTHCHECK CMD /check', 'FROM $BASE']],
  [
    'a heredoc',
    ['FROM a', 'COPY <<"END" <<-OTHER /files/', 'HEALTHCHECK CMD /check', 'END', 'HEALTHCHECK CMD /check', '\tOTHER', 'CMD server'],
  ],
  ['a heredoc that does not end', ['FROM a', 'HEALTHCHECK CMD /check', 'RUN <<END', 'CMD server']],
  ['the midst of another instruction', ['FROM a', 'RUN echo \\', 'HEALTHCHECK CMD /check']],
  ['no command', ['FROM a', 'HEALTHCHECK --interval=5s CMD']],
  ['an empty list', ['FROM a', 'HEALTHCHECK CMD []']],
  ['what Docker refuses', ['FROM a', 'HEALTHCHECK /check']],
])('none: %s', (_, lines) => expect(check(lines)).toBeUndefined());

test('the stage that is built decides', () => {
  const lines = [
    'FROM a AS debug',
    'HEALTHCHECK CMD /debug',
    'FROM a AS release',
    'HEALTHCHECK CMD /release',
    'FROM release AS tests',
    'HEALTHCHECK NONE',
  ];
  expect(['Debug', 'release', 'tests', 'nowhere', undefined].map((target) => check(lines, target)?.command)).toEqual([
    '/debug',
    '/release',
    undefined,
    undefined,
    undefined,
  ]);
});

test('an instruction may be indented', () => {
  expect(command('FROM a', '  HEALTHCHECK CMD curl -f h')).toBe('curl -f h');
});

test('every text ends, without an error', () => {
  fc.assert(
    fc.property(
      fc.array(PIECE, { maxLength: 200 }).map((pieces) => pieces.join('')),
      fc.option(fc.string(), { nil: undefined }),
      (dockerfile, target) => {
        readImageCheck({ dockerfile, target });
      },
    ),
    { numRuns: 1000 },
  );
});
