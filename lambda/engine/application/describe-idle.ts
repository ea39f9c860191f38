import type { KeepAlive } from './keep-alive';

/** How long a server keeps an idle connection when nobody says otherwise, and what says otherwise. */
const SETTINGS: ReadonlyArray<{ readonly name: string; readonly server?: RegExp; readonly byDefault: string; readonly setting: string }> = [
  // https://nodejs.org/api/http.html#serverkeepalivetimeout
  { name: 'Node.js', byDefault: '5 s', setting: 'server.keepAliveTimeout, and headersTimeout above it' },
  // https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_timeout
  { name: 'Nginx', server: /nginx/i, byDefault: '75 s', setting: 'keepalive_timeout' },
  // https://docs.gunicorn.org/en/stable/settings.html#keepalive
  { name: 'Gunicorn', server: /gunicorn/i, byDefault: '2 s', setting: '--keep-alive' },
  // https://www.uvicorn.org/settings/#timeouts
  { name: 'Uvicorn', server: /uvicorn/i, byDefault: '5 s', setting: '--timeout-keep-alive' },
  // https://github.com/puma/puma/pull/3378
  { name: 'Puma', byDefault: '20 s, since Puma 7 65 s', setting: 'persistent_timeout' },
  // https://pkg.go.dev/net/http#Server
  { name: 'Go', byDefault: 'ReadTimeout, or no end', setting: 'http.Server.IdleTimeout' },
  // https://tomcat.apache.org/tomcat-10.1-doc/config/http.html
  { name: 'Tomcat', server: /tomcat|coyote/i, byDefault: 'connectionTimeout, 20 s', setting: 'server.tomcat.keep-alive-timeout' },
  // https://learn.microsoft.com/aspnet/core/fundamentals/servers/kestrel/options
  { name: 'Kestrel', server: /kestrel/i, byDefault: '130 s', setting: 'KestrelServerLimits.KeepAliveTimeout' },
  // https://httpd.apache.org/docs/2.4/mod/core.html#keepalivetimeout
  { name: 'Apache', server: /apache/i, byDefault: '5 s', setting: 'KeepAliveTimeout' },
];

/** What became of an idle connection, for a person, with what to change. */
export function describeIdle({ state, seconds, server, trouble }: KeepAlive, idle: number): string {
  switch (state) {
    case 'KEPT': return `keeps an idle connection for more than the ${idle} s of the load balancer`;
    case 'REFUSED': return 'closes the connection after each answer: no 502, but a new connection for each request';
    case 'UNKNOWN': return `nothing is known of its idle connections: ${trouble}`;
    default:
      return `closes an idle connection after ${seconds} s, before the load balancer does (${idle} s): now and then a client gets 502. `
        + `Raise it above ${idle} s: ${advice(server)}`;
  }
}

/** The setting of the server that the answer names, or those of all that name none. */
function advice(server: string): string {
  const named = SETTINGS.filter((row) => row.server?.test(server));
  const rows = named.length > 0 ? named.slice(0, 1) : SETTINGS.filter((row) => !row.server || server === '');
  return rows.map(({ name, byDefault, setting }) => `${setting} (${name}, ${byDefault} by default)`).join('; ');
}
