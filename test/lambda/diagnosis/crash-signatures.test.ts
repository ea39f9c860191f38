import { lastWordsOf } from '../../../lambda/diagnosis/stops/crash-signatures';

/** What processes that crash write, as real ones did; .NET's as its documentation has it. */
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
  ['Node.js', 'READ_ONLY', "Error: EROFS: read-only file system, open '/tmp/ro/a'", `
Error: EROFS: read-only file system, open '/tmp/ro/a'
    at Object.writeFileSync (node:fs:2380:20)`],
  ['Python', 'STORAGE_FULL', 'OSError: [Errno 28] No space left on device', `
Traceback (most recent call last):
  File "<string>", line 1, in <module>
OSError: [Errno 28] No space left on device`],
  ['Ruby', 'READ_ONLY', 'Read-only file system @ rb_sysopen - /tmp/ro/a (Errno::EROFS)', `
-e:1:in \`write': Read-only file system @ rb_sysopen - /tmp/ro/a (Errno::EROFS)
\tfrom -e:1:in \`<main>'`],
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
  ['Go', 'OUT_OF_HEAP', 'fatal error: runtime: out of memory', `
fatal error: runtime: out of memory

runtime stack:
runtime.throw({0x49b673?, 0x1000000?})
\t/usr/lib/go-1.19/src/runtime/panic.go:1047 +0x5d fp=0x7ffde3dc3c10 sp=0x7ffde3dc3be0 pc=0x4317bd
runtime.sysMapOS(0xc000400000, 0x400000000000?)
\t/usr/lib/go-1.19/src/runtime/mem_linux.go:187 +0x11b fp=0x7ffde3dc3c58 sp=0x7ffde3dc3c10 pc=0x414ffb
runtime.sysMap(0x5415c0?, 0x7f8266df9000?, 0x428280?)
\t/usr/lib/go-1.19/src/runtime/mem.go:142 +0x35 fp=0x7ffde3dc3c88 sp=0x7ffde3dc3c58 pc=0x4149d5
runtime.(*mheap).grow(0x5415c0, 0x200000000?)
\t/usr/lib/go-1.19/src/runtime/mheap.go:1468 +0x23d fp=0x7ffde3dc3cf8 sp=0x7ffde3dc3c88 pc=0x42533d

goroutine 1 [running]:
main.main()`],
  ['Go', 'UNREACHED', 'panic: dial tcp: lookup nosuch.invalid on 10.255.255.53:53: no such host', `
panic: dial tcp: lookup nosuch.invalid on 10.255.255.53:53: no such host

goroutine 1 [running]:
main.main()
\t/tmp/crash/go-panicerr/main.go:3 +0x52`],
  ['.NET', 'INCOMPLETE', "System.IO.FileNotFoundException: Could not load file or assembly 'Web, Version=1.0.0.0'.", `
Unhandled exception. System.IO.FileNotFoundException: Could not load file or assembly 'Web, Version=1.0.0.0'.
   at Program.<Main>$(String[] args)`],
  ['Ruby', 'UNREACHED', 'connection to server at "db" failed: Connection refused (PG::ConnectionBad)', `
/app/db.rb:7:in 'initialize': connection to server at "db" failed: Connection refused (PG::ConnectionBad)
\tfrom /app/db.rb:7:in 'new'`],
  ['PHP', 'OUT_OF_HEAP', 'Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /app/index.php on line 3', `
PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /app/index.php on line 3`],
  ['Ruby', 'INCOMPLETE', 'cannot load such file -- nosuch (LoadError)', `
<internal:/usr/lib/ruby/vendor_ruby/rubygems/core_ext/kernel_require.rb>:85:in \`require': cannot load such file -- nosuch (LoadError)
\tfrom <internal:/usr/lib/ruby/vendor_ruby/rubygems/core_ext/kernel_require.rb>:85:in \`require'
\tfrom c.rb:1:in \`<main>'`],
  ['Ruby', 'PORT_TAKEN', 'Address already in use - bind(2) for "127.0.0.1" port 39111 (Errno::EADDRINUSE)', `
e.rb:1:in \`initialize': Address already in use - bind(2) for "127.0.0.1" port 39111 (Errno::EADDRINUSE)
\tfrom e.rb:1:in \`new'
\tfrom e.rb:1:in \`<main>'`],
  ['Ruby', 'CRASHED', 'h.rb:1: syntax error, unexpected end-of-input', `
h.rb:1: syntax error, unexpected end-of-input
puts 1 +
        ^`],
  ['PHP', 'INCOMPLETE', "Uncaught Error: Failed opening required 'nosuch.php' (include_path='.:/usr/share/php') in /tmp/crash/b.php:1", `
PHP Warning:  require(nosuch.php): Failed to open stream: No such file or directory in /tmp/crash/b.php on line 1
PHP Fatal error:  Uncaught Error: Failed opening required 'nosuch.php' (include_path='.:/usr/share/php') in /tmp/crash/b.php:1
Stack trace:
#0 {main}
  thrown in /tmp/crash/b.php on line 1`],
  ['PHP', 'CRASHED', 'Uncaught RuntimeException: no url in /tmp/crash/a.php:2', `
<br />
<b>Fatal error</b>:  Uncaught RuntimeException: no url in /tmp/crash/a.php:2
Stack trace:
#0 /tmp/crash/a.php(3): boot()
#1 {main}
  thrown in <b>/tmp/crash/a.php</b> on line <b>2</b><br />`],
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
    `<a:${"a:1:in '".repeat(2_000)}`,
    'Error'.repeat(3_200),
    ' \t\n'.repeat(5_000), 'Traceback (most recent call last):\n'.repeat(450),
  ]) {
    lastWordsOf([text]);
  }
  expect(performance.now() - began).toBeLessThan(1_000);
});
