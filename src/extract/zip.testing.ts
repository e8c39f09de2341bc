/** Writes ZIP files for tests: right ones, and with what is wrong on purpose. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface FileToPack {
  readonly name: string
  readonly content: string | Uint8Array
  /** Size that is claimed, instead of the true one. */
  readonly claims?: number
  readonly isEncrypted?: boolean
  /** Packed bytes that are given, instead of packing `content`. */
  readonly packed?: Uint8Array
  readonly isStored?: boolean
  /** Leave it out of the directory. */
  readonly isUnlisted?: boolean
}

export function zip(files: readonly FileToPack[]): Buffer {
  const bodies: Buffer[] = []
  const listed: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const content = Buffer.from(file.content)
    const packed = Buffer.from(file.packed ?? (file.isStored === true ? content : deflateRawSync(content)))
    const name = Buffer.from(file.name)
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt16LE(0x0800 | (file.isEncrypted === true ? 1 : 0), 2)
    head.writeUInt16LE(file.isStored === true ? 0 : 8, 4)
    head.writeUInt32LE(file.packed === undefined ? crc32(content) : 0, 10)
    head.writeUInt32LE(packed.length, 14)
    head.writeUInt32LE(file.claims ?? content.length, 18)
    head.writeUInt16LE(name.length, 22)
    const body = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), head, name, packed])
    const entry = Buffer.alloc(14)
    entry.writeUInt32LE(offset, 10)
    if (file.isUnlisted !== true) listed.push(Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000', 'latin1'), head, entry, name]))
    bodies.push(body)
    offset += body.length
  }
  return Buffer.concat([...bodies, ...listed, endRecord(listed, offset)])
}

function endRecord(listed: readonly Buffer[], offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 'latin1')
  end.writeUInt16LE(listed.length, 8)
  end.writeUInt16LE(listed.length, 10)
  end.writeUInt32LE(listed.reduce((sum, one) => sum + one.length, 0), 12)
  end.writeUInt32LE(offset, 16)
  return end
}
