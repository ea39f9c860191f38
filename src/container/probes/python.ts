import { type Check, requireProtocol } from './check';
import { HealthProtocol } from '../../contract/health-protocol';

// http.client follows no redirects and uses no proxies. Its timeout bounds each wait, so a timer bounds the whole check; the timer is a
// thread, because Windows has no SIGALRM.
const SCRIPT = `
import http.client, os, sys, threading
protocol, port, path, codes, seconds = sys.argv[1:]
timer = threading.Timer(float(seconds), os._exit, [1])
timer.daemon = True
timer.start()
try:
    if protocol == "https":
        import ssl
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", int(port), context=context)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", int(port))
    connection.request("GET", path)
    status = connection.getresponse().status
except Exception as error:
    sys.exit(str(error))
ranges = [code.split("-") for code in codes.split(",")]
sys.exit(0 if any(int(r[0]) <= status <= int(r[-1]) for r in ranges) else "status %d" % status)
`.trim();

/** Python's words for one check. */
export function pythonCommand(binary: string, check: Check): string[] {
  requireProtocol('python', [HealthProtocol.HTTP, HealthProtocol.HTTPS], check);
  const { protocol, path, statusCodes } = check.endpoint;
  // -I and -S ignore PYTHON* variables and site packages, and start in a third of the time.
  return [binary, '-I', '-S', '-c', SCRIPT, protocol, check.port, path!, statusCodes!, String(check.seconds)];
}
