import { base64Of } from '../../../session/codec/encode-binary.ts';
import type { FoundBlob } from '../../../session/codec/encode-leaf.ts';
import { free } from '../../../std/natives.ts';
import { NativePromise, nativeThen } from './natives.ts';

const Bytes = Uint8Array;
const readBytes = free(Blob.prototype.arrayBuffer);

/**
 * Reads the bytes of blobs, which can be had later alone: what they are in is told when they are there, or without them where it must be told now.
 */
export class BlobReads {
  private readonly open = new Set<() => void>();

  constructor() {
    addEventListener('pagehide', this.finish, true);
  }

  /** Puts the bytes of blobs into their markers; then, or when that fails, `done` is called once. */
  read(blobs: readonly FoundBlob[], done: () => void): void {
    const tell = () => {
      if (this.open.delete(tell)) done();
    };
    this.open.add(tell);
    const reads = blobs.map(({ blob, binary }) =>
      nativeThen.call(readBytes(blob), (buffer) => {
        if (this.open.has(tell)) binary.base64 = base64Of(new Bytes(buffer as ArrayBuffer));
      }),
    );
    void nativeThen.call(NativePromise.all(reads), tell, tell);
  }

  /** Tells all that waits now, without the bytes that are not there yet. */
  readonly finish = (): void => {
    for (const tell of this.open) tell();
  };
}
