/** A `winmail.dat` for tests. */
export function tnef({ subject, rtf, files }: {
  readonly subject: string, readonly rtf: Uint8Array,
    readonly files: readonly { readonly name: string, readonly bytes: Uint8Array }[],
}): Buffer {
  const attribute = (level: number, id: number, body: Uint8Array): Buffer => {
    const head = Buffer.alloc(9)
    head[0] = level
    head.writeUInt32LE(id, 1)
    head.writeUInt32LE(body.length, 5)
    return Buffer.concat([head, body, Buffer.alloc(2)])
  }
  const property = (type: number, id: number, value: Uint8Array): Buffer => {
    const head = Buffer.alloc(12)
    head.writeUInt16LE(type, 0)
    head.writeUInt16LE(id, 2)
    head.writeUInt32LE(1, 4)
    head.writeUInt32LE(value.length, 8)
    return Buffer.concat([head, value, Buffer.alloc((4 - value.length % 4) % 4)])
  }
  const flag = Buffer.from('0b0002000100000000000000', 'hex').subarray(0, 8)
  return Buffer.concat([
    Buffer.from('789f3e220100', 'hex'), attribute(1, 0x00018004, Buffer.from(`${subject}\0`)),
    attribute(1, 0x00069003, Buffer.concat([Buffer.of(2, 0, 0, 0), flag, property(0x102, 0x1009, rtf)])),
    ...files.flatMap(({ name, bytes }) => [attribute(2, 0x00069002, Buffer.alloc(14)), attribute(2, 0x0006800f, bytes),
      attribute(2, 0x00069005, Buffer.concat([Buffer.of(1, 0, 0, 0), property(0x1f, 0x3707, Buffer.from(name, 'utf16le'))]))]),
  ])
}
