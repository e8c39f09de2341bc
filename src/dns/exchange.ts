import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { AUTHENTIC_DATA, decode, encode, RECURSION_DESIRED, TRUNCATED_RESPONSE, type Packet, type RecordType } from 'dns-packet'

export interface DnsServer {
  readonly address: string
  readonly port: number
}

export interface Question {
  readonly name: string
  readonly type: RecordType
}

/**
 * A decoded reply, or why there is none. `unreadable`: a reply to this question came and cannot be decoded, for which
 * the name's owner can be to blame; so it says nothing about the server.
 */
export type Exchanged = { readonly packet: Packet } | 'timeout' | 'broken' | 'unreadable'

/** Largest UDP reply that is asked for (RFC 9715) and largest TCP reply there can be. */
export const UDP_BYTES_MAX = 1232

/**
 * One question to one server: over UDP, and over TCP when the reply was cut off (RFC 7766). Each question has its own
 * socket, so its port is as random as its id (RFC 5452 §9.2); replies from elsewhere, with another id or to another
 * question are not looked at.
 */
export async function exchange(server: DnsServer, question: Question, timeoutMs: number): Promise<Exchanged> {
  const id = randomInt(65_536)
  const query = encode({
    type: 'query', id, flags: RECURSION_DESIRED | AUTHENTIC_DATA, questions: [question],
    additionals: [{ type: 'OPT', name: '.', udpPayloadSize: UDP_BYTES_MAX, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] }],
  })
  const first = await overUdp({ server, query, accept: (bytes) => matching(bytes, id, question), timeoutMs })
  if (typeof first === 'string' || !isTruncated(first.packet)) return first
  return await overTcp({ server, query, accept: (bytes) => matching(bytes, id, question), timeoutMs })
}

interface Ask {
  readonly server: DnsServer
  readonly query: Uint8Array
  readonly accept: (bytes: Buffer) => Packet | 'unreadable' | undefined
  readonly timeoutMs: number
}

function overUdp({ server, query, accept, timeoutMs }: Ask): Promise<Exchanged> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4')
    const finish = (result: Exchanged): void => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => undefined)
      socket.close()
      resolve(result)
    }
    const timer = setTimeout(() => finish('timeout'), timeoutMs)
    socket.on('error', () => finish('broken'))
    socket.on('message', (bytes) => {
      const packet = accept(bytes)
      if (packet !== undefined) finish(packet === 'unreadable' ? packet : { packet })
    })
    socket.connect(server.port, server.address, () => socket.send(query))
  })
}

function overTcp({ server, query, accept, timeoutMs }: Ask): Promise<Exchanged> {
  return new Promise((resolve) => {
    const socket = connect({ host: server.address, port: server.port })
    let input = Buffer.alloc(0)
    const finish = (result: Exchanged): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(result)
    }
    const timer = setTimeout(() => finish('timeout'), timeoutMs)
    socket.on('error', () => finish('broken'))
    socket.on('close', () => finish('broken'))
    socket.on('connect', () => {
      const length = Buffer.alloc(2)
      length.writeUInt16BE(query.length)
      socket.write(Buffer.concat([length, query]))
    })
    socket.on('data', (bytes: Buffer) => {
      // Two bytes of length and at most 65,535 more: bounded by the format.
      input = Buffer.concat([input, bytes])
      if (input.length < 2 || input.length < 2 + input.readUInt16BE(0)) return
      const packet = accept(input.subarray(2, 2 + input.readUInt16BE(0)))
      finish(packet === undefined ? 'broken' : packet === 'unreadable' ? packet : { packet })
    })
  })
}

/** The decoded reply when it is one to this question; anything else is dropped (it may be somebody's guess). */
function matching(bytes: Buffer, id: number, question: Question): Packet | 'unreadable' | undefined {
  if (bytes.length < 12 || bytes.readUInt16BE(0) !== id) return undefined
  try {
    const packet = decode(bytes)
    const asked = packet.questions?.[0]
    const same = packet.type === 'response' && asked?.type === question.type && sameName(asked.name, question.name)
    return same ? packet : undefined
  } catch {
    return 'unreadable'
  }
}

/** Names without their final dot, whatever the case. */
export function sameName(one: string, other: string): boolean {
  return withoutDot(one) === withoutDot(other)
}

/** Lower case, without the final dot. */
export function withoutDot(name: string): string {
  const lower = name.toLowerCase()
  return lower.endsWith('.') ? lower.slice(0, -1) : lower
}

function isTruncated(packet: Packet): boolean {
  return ((packet.flags ?? 0) & TRUNCATED_RESPONSE) !== 0
}
