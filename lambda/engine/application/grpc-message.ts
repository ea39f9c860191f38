/** The two messages of grpc.health.v1, by hand: one string field to ask with, one enum field in the answer. */

/** Names of `HealthCheckResponse.ServingStatus` by number. */
export const SERVING_STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

const FRAME_HEADER = 5;

/** A `HealthCheckRequest` in the frame that gRPC sends it in. */
export function encodeRequest(service: string): Buffer {
  const name = Buffer.from(service, 'utf8');
  // Field 1, length-delimited; proto3 leaves an empty string out.
  const message = name.length === 0 ? name : Buffer.concat([Buffer.of(0x0a), encodeVarint(name.length), name]);
  const header = Buffer.alloc(FRAME_HEADER);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

/** The number of the serving status in a framed `HealthCheckResponse`, or undefined when it is not one. */
export function decodeResponse(frame: Buffer): number | undefined {
  if (frame.length < FRAME_HEADER || frame[0] !== 0) { return undefined; } // compression was not offered
  const end = FRAME_HEADER + frame.readUInt32BE(1);
  if (frame.length < end) { return undefined; }
  const reader = new Reader(frame.subarray(FRAME_HEADER, end));
  let status = 0; // proto3 leaves 0, UNKNOWN, out
  while (!reader.atEnd) {
    const key = reader.varint();
    if (key === undefined) { return undefined; }
    const value = reader.field(key % 8);
    if (value === undefined) { return undefined; }
    if (Math.floor(key / 8) === 1) { status = value; }
  }
  return status;
}

class Reader {
  private offset = 0;

  constructor(private readonly bytes: Buffer) {}

  public get atEnd(): boolean {
    return this.offset >= this.bytes.length;
  }

  public varint(): number | undefined {
    let value = 0;
    for (let place = 1; place < 2 ** 49; place *= 128) {
      const byte = this.bytes[this.offset];
      this.offset += 1;
      if (byte === undefined) { return undefined; }
      value += (byte % 128) * place;
      if (byte < 128) { return value; }
    }
    return undefined;
  }

  /** Reads a field: the value of a varint, 0 for what is skipped, undefined for what cannot be read. */
  public field(wireType: number): number | undefined {
    if (wireType === 0) { return this.varint(); }
    const length = wireType === 1 ? 8 : wireType === 5 ? 4 : wireType === 2 ? this.varint() : undefined;
    if (length === undefined || this.offset + length > this.bytes.length) { return undefined; }
    this.offset += length;
    return 0;
  }
}

function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) { return Buffer.from([...bytes, rest]); }
    bytes.push((rest % 128) + 128);
  }
}
