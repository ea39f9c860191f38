/** What an endpoint speaks. */
export enum HealthProtocol {
  /** HTTP. */
  HTTP = 'http',
  /** HTTP with TLS. */
  HTTPS = 'https',
  /** WebSocket. */
  WS = 'ws',
  /** WebSocket with TLS. */
  WSS = 'wss',
  /** `grpc.health.v1.Health`. */
  GRPC = 'grpc',
  /** `grpc.health.v1.Health` with TLS. */
  GRPCS = 'grpcs',
  /** A TCP connection. */
  TCP = 'tcp',
  /** A UDP datagram and its answer. */
  UDP = 'udp',
  /** None: a command inside the container, the liveness of a worker. */
  COMMAND = 'command',
}
