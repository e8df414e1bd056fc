import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';

/** A text in all the forms in which it could lie in a file. Written anew here: the package's own list is what is tested. */
function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const url = encodeURIComponent(secret);
  const base64 = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    return bytes
      .toString('base64')
      .slice(before === 0 ? 0 : before + 1, Math.floor((bytes.length * 4) / 3))
      .replace(/=*$/, '');
  });
  const wide = [...Buffer.from(secret)].join(',');
  const hex = Buffer.from(secret).toString('hex');
  const others = [url.replaceAll('%20', '+'), wide, Buffer.from(secret).toString('utf16le'), hex, hex.toUpperCase()];
  return [secret, json, url, ...others, ...base64];
}

/** Where secrets are found below a folder, in any file, byte by byte; what is packed in there (gzip, zip, base64 of them) is unpacked. */
export function findSecretsBelow(folder: string, secrets: Record<string, string>): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .flatMap((entry) => {
      const file = join(entry.parentPath, entry.name);
      return findSecretsIn(readFileSync(file), secrets).map((found) => `${file}: ${found}`);
    });
}

/** The secrets in some bytes, each with a piece of what stands around it. */
export function findSecretsIn(bytes: Buffer, secrets: Record<string, string>): string[] {
  const found: string[] = [];
  for (const layer of layersOf(bytes)) {
    for (const [name, secret] of Object.entries(secrets)) {
      for (const form of new Set(formsOf(secret))) {
        const at = layer.indexOf(form);
        if (at >= 0)
          found.push(`${name} as ${form}, in … ${layer.subarray(Math.max(0, at - 120), at + 60).toString()}`);
      }
    }
  }
  return found;
}

/** The bytes, what is packed in them, and what is packed in that. */
function layersOf(bytes: Buffer, depth = 0): Buffer[] {
  if (depth === MAX_DEPTH) return [bytes];
  const text = bytes.toString('latin1');
  // In pages, in addresses, and as a whole string of JSON.
  const encoded = text.matchAll(/(?:base64[^>]{0,60}>|base64,|")([A-Za-z\d+/]{40,}={0,2})/g);
  const inner = [...encoded].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
  return [bytes, ...[...inner, ...unpack(bytes)].flatMap((one) => layersOf(one, depth + 1))];
}

const MAX_DEPTH = 8;

function unpack(bytes: Buffer): Buffer[] {
  if (bytes.length < 4) return [];
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return [gunzipSync(bytes)];
  return bytes.readUInt32LE(0) === ZIP_ENTRY ? unzip(bytes) : [];
}

const ZIP_ENTRY = 0x04034b50;
const ZIP_DIRECTORY = 0x02014b50;

/** By the central directory, which alone has the sizes of entries that were streamed. */
function unzip(bytes: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0 && bytes.readUInt32LE(at) === ZIP_DIRECTORY; ) {
    const [method, size, offset] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ];
    const begin = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
    const packed = bytes.subarray(begin, begin + size);
    entries.push(method === 8 ? inflateRawSync(packed) : packed);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (at + 4 > bytes.length) break;
  }
  return entries;
}
