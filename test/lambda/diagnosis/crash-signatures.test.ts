import { lastWordsOf } from '../../../lambda/diagnosis/stops/crash-signatures';

/** What processes that crash write: of Node.js, Python, Java and Rust as real ones did, of the others as their documentation has it. */
const WRITTEN: ReadonlyArray<readonly [string, string, string, string]> = [
  ['Node.js', 'UNREACHED', 'Error: connect ECONNREFUSED 127.0.0.1:5432', `
node:events:502
      throw er; // Unhandled 'error' event
      ^

Error: connect ECONNREFUSED 127.0.0.1:5432
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)
Emitted 'error' event on Socket instance at:
    at emitErrorNT (node:internal/streams/destroy:169:8) {
  errno: -111,
  code: 'ECONNREFUSED'
}

Node.js v20.20.2`],
  ['Node.js', 'INCOMPLETE', "Error: Cannot find module 'nosuch'", `
node:internal/modules/cjs/loader:1210
  throw err;
  ^

Error: Cannot find module 'nosuch'
Require stack:
- /app/server.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)`],
  ['Node.js', 'OUT_OF_HEAP', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', `
<--- JS stacktrace --->

FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
----- Native stack trace -----

 1: 0xb78db3 node::OOMErrorHandler(char const*, v8::OOMDetails const&) [node]`],
  ['Node.js', 'CRASHED', 'TypeError: x y', `
[eval]:1
TypeError: x y
    at [eval]:1:50
    at node:internal/main/eval_string:51:3 {`],
  ['Node.js', 'PORT_TAKEN', 'Error: listen EADDRINUSE: address already in use :::8080', `
Error: listen EADDRINUSE: address already in use :::8080
    at Server.setupListenHandle [as _listen2] (node:net:1908:16)`],
  ['Python', 'INCOMPLETE', "ModuleNotFoundError: No module named 'nosuch'", `
Traceback (most recent call last):
  File "<string>", line 1, in <module>
ModuleNotFoundError: No module named 'nosuch'`],
  ['Python', 'CRASHED', 'RuntimeError: config: DATABASE_URL is missing', `
Traceback (most recent call last):
  File "<string>", line 3, in <module>
KeyError: 'DATABASE_URL'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "<string>", line 5, in <module>
RuntimeError: config: DATABASE_URL is missing`],
  ['Java', 'CRASHED', 'java.lang.NullPointerException: Cannot invoke "Object.toString()" because "<local1>" is null', `
Exception in thread "main" java.lang.IllegalStateException: cannot start
\tat A.main(A.java:1)
Caused by: java.lang.NullPointerException: Cannot invoke "Object.toString()" because "<local1>" is null
\tat A.main(A.java:1)
\tat java.base/java.lang.reflect.Method.invoke(Method.java:569)`],
  ['Java', 'OUT_OF_HEAP', 'java.lang.OutOfMemoryError: Java heap space', `
Exception in thread "main" java.lang.OutOfMemoryError: Java heap space
\tat C.main(C.java:1)`],
  ['Go', 'CRASHED', 'panic: runtime error: index out of range [3] with length 3', `
panic: runtime error: index out of range [3] with length 3

goroutine 1 [running]:
main.main()
\t/app/main.go:8 +0x1d
exit status 2`],
  ['Go', 'CRASHED', 'fatal error: all goroutines are asleep - deadlock!', `
fatal error: all goroutines are asleep - deadlock!

goroutine 1 [chan receive]:
main.main()`],
  ['.NET', 'INCOMPLETE', "System.IO.FileNotFoundException: Could not load file or assembly 'Web, Version=1.0.0.0'.", `
Unhandled exception. System.IO.FileNotFoundException: Could not load file or assembly 'Web, Version=1.0.0.0'.
   at Program.<Main>$(String[] args)`],
  ['Ruby', 'UNREACHED', 'connection to server at "db" failed: Connection refused (PG::ConnectionBad)', `
/app/db.rb:7:in 'initialize': connection to server at "db" failed: Connection refused (PG::ConnectionBad)
\tfrom /app/db.rb:7:in 'new'`],
  ['PHP', 'OUT_OF_HEAP', 'Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /app/index.php on line 3', `
PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /app/index.php on line 3`],
  ['Rust', 'CRASHED', 'src/main.rs:4:9: no configuration', `
thread 'main' (13660) panicked at src/main.rs:4:9:
no configuration
stack backtrace:
   0: __rustc::rust_begin_unwind
note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.`],
];

test.each(WRITTEN)('%s ends with %s: %s', (runtime, saw, line, text) => {
  const lines = ['listening on 8080', ...text.trim().split('\n')];
  expect(lastWordsOf(lines)).toEqual({ saw, says: expect.stringContaining(runtime), line });
  // A line of the log may hold several of them.
  expect(lastWordsOf([lines.join('\r\n')])).toMatchObject({ saw, line });
});

test('an error that was caught before is not what it ended with', () => {
  const [, , , refused] = WRITTEN[0];
  const lines = [...refused.split('\n'), 'connected at the second attempt', 'panic: out of luck'];
  expect(lastWordsOf(lines)).toMatchObject({ saw: 'CRASHED', line: 'panic: out of luck' });
});

test('where no runtime crashed, the last line that mentions trouble is quoted, and nothing of an empty log', () => {
  expect(lastWordsOf(['started', 'ERROR no license', 'bye'])).toEqual({
    saw: 'ENDED', says: 'no known crash; most telling is', line: 'ERROR no license',
  });
  expect(lastWordsOf(['started', 'bye'])).toMatchObject({ saw: 'ENDED', line: 'bye' });
  expect(lastWordsOf(['', '  '])).toBeUndefined();
});

test('a hostile log is read in no time', () => {
  const began = performance.now();
  for (const text of [
    'Error\n'.repeat(2_700), `Traceback (most recent call last):\n${'\n'.repeat(16_000)}`, `a:1:in '${"': ".repeat(5_000)}`,
    'Error'.repeat(3_200),
    ' \t\n'.repeat(5_000), 'Traceback (most recent call last):\n'.repeat(450),
  ]) {
    lastWordsOf([text]);
  }
  expect(performance.now() - began).toBeLessThan(1_000);
});
