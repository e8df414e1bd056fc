/** Writes texts as MessagePack writes them: an object of one member, with what stands before it. */
export function messagePack(name: string, value: string): Buffer {
  return Buffer.concat([
    Buffer.from([0x82]),
    packed('id'),
    Buffer.from([0xcd, 0x30, 0x39]),
    packed(name),
    packed(value),
  ]);
}

function packed(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head =
    bytes.length < 32
      ? [0xa0 + bytes.length]
      : bytes.length < 256
        ? [0xd9, bytes.length]
        : [0xda, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** Writes the same as CBOR does: its short lengths look like letters. */
export function cbor(name: string, value: string): Buffer {
  return Buffer.concat([
    Buffer.from([0xa2]),
    encoded('id'),
    Buffer.from([0x19, 0x30, 0x39]),
    encoded(name),
    encoded(value),
  ]);
}

function encoded(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head =
    bytes.length < 24
      ? [0x60 + bytes.length]
      : bytes.length < 256
        ? [0x78, bytes.length]
        : [0x79, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** Writes the same as BSON does. */
export function bson(name: string, value: string): Buffer {
  const text = Buffer.from(`${value}\0`);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const body = Buffer.concat([Buffer.from([0x02]), Buffer.from(`${name}\0`), length, text, Buffer.from([0])]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length + 4);
  return Buffer.concat([size, body]);
}

/** Puts other bytes before and after a text, as files and frames of a protocol have them. */
export function framed(text: string): Buffer {
  return Buffer.concat([
    Buffer.from([0, 1, 0xfe, 0xff, 0x89, 0, 7]),
    Buffer.from(text),
    Buffer.from([0, 0xc3, 0x28, 9]),
  ]);
}
