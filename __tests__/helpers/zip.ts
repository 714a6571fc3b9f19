import { crc32 } from "node:zlib";

/** A zip archive with one file, stored without compression. (PKWARE APPNOTE, 4.3) */
export function zipOf(name: string, content: Buffer): Buffer {
  const path = Buffer.from(name);
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc32(content), 0);
  sizes.writeUInt32LE(content.length, 4);
  sizes.writeUInt32LE(content.length, 8);
  const names = Buffer.alloc(4);
  names.writeUInt16LE(path.length, 0);
  // Version needed, flags, method, time and date.
  const common = Buffer.from([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, sizes, names, path, content]);
  // Comment length, disk, attributes, and the local header's place, which is 0.
  const central = Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 3]), common, sizes, names, Buffer.alloc(14), path]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from("PK\x05\x06"), end]);
}
