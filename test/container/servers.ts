import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { type AddressInfo } from 'node:net';
import { generate } from 'selfsigned';

/** A server on 127.0.0.1 that notes what it was asked. */
export interface TestServer {
  readonly port: number;
  /** Paths with query as they stood in the request lines. */
  readonly paths: string[];
  /** Methods of the requests. */
  readonly methods: string[];
  close(): Promise<void>;
}

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** Answers every request with one status code. */
export function status(code: number, headers: http.OutgoingHttpHeaders = {}): Answer {
  return (_request, response) => { response.writeHead(code, headers).end('body'); };
}

/** Accepts, reads and never answers. */
export const hang: Answer = () => {};

/** Sends its answer byte by byte and never comes to an end, so that no wait is ever long. */
export const drip: Answer = (_request, response) => {
  const timer = setInterval(() => response.socket?.write('H'), 100);
  response.socket?.once('close', () => clearInterval(timer));
};

/** A plain HTTP server. */
export async function httpServer(answer: Answer): Promise<TestServer> {
  return listen((note) => http.createServer(note), answer);
}

/** An HTTPS server with a certificate that nobody trusts. */
export async function httpsServer(answer: Answer): Promise<TestServer> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'elsewhere.example' }], { keySize: 2048 });
  return listen((note) => https.createServer({ key, cert }, note), answer);
}

/** A port of 127.0.0.1 on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(create: (note: Answer) => http.Server | https.Server, answer: Answer): Promise<TestServer> {
  const [paths, methods]: string[][] = [[], []];
  const server = create((request, response) => {
    paths.push(request.url!);
    methods.push(request.method!);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    paths,
    methods,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
