import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { AUTHENTIC_DATA, decode, encode, TRUNCATED_RESPONSE, type Answer, type RecordType } from 'dns-packet'

/**
 * What the stub says to one question: records, or how it fails. `cut` answers cut off over UDP and whole over TCP;
 * `isGarbled` ends in the middle of a record.
 */
export type StubAnswer =
  | {
    readonly records: readonly StubRecord[], readonly authenticated?: boolean, readonly cut?: boolean,
    readonly isGarbled?: boolean,
  }
  | 'nxdomain' | 'nodata' | 'servfail' | 'silent' | 'wrong-id' | 'wrong-question'

export interface StubRecord {
  readonly type: RecordType
  /** The name asked for when absent. */
  readonly name?: string
  readonly data: unknown
  readonly ttl?: number
}

export interface DnsStub {
  /** `127.0.0.1:port`, for `dns.servers`. */
  readonly server: string
  /** Questions that came, as `TYPE name`. */
  readonly asked: string[]
  /**
   * Keys are `TYPE name`, lower-case name without the final dot; what is not there is `nxdomain`. May be changed at any
   * time.
   */
  readonly zone: Map<string, StubAnswer>
  close(): Promise<void>
}

/** A DNS server for tests on 127.0.0.1, UDP and TCP on one port. */
export async function createDnsStub(zone: Readonly<Record<string, StubAnswer>> = {}): Promise<DnsStub> {
  const answers = new Map(Object.entries(zone))
  const asked: string[] = []
  const reply = (bytes: Buffer, overTcp: boolean): Buffer | undefined => replyTo(bytes, { answers, asked, overTcp })
  const udp = createSocket('udp4')
  const tcp = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      const answer = reply(bytes.subarray(2), true)
      if (answer === undefined) return
      const length = Buffer.alloc(2)
      length.writeUInt16BE(answer.length)
      socket.end(Buffer.concat([length, answer]))
    })
  })
  udp.on('message', (bytes, from) => {
    const answer = reply(bytes, false)
    if (answer !== undefined) udp.send(answer, from.port, from.address)
  })
  const port = await samePort(udp, tcp)
  return {
    server: `127.0.0.1:${port}`, asked, zone: answers,
    async close() {
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ])
    },
  }
}

async function samePort(udp: ReturnType<typeof createSocket>, tcp: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
  const address = tcp.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await new Promise<void>((resolve, reject) => {
    udp.once('error', reject)
    udp.bind(port, '127.0.0.1', resolve)
  })
  return port
}

function replyTo(bytes: Buffer, { answers, asked, overTcp }: {
  readonly answers: Map<string, StubAnswer>, readonly asked: string[], readonly overTcp: boolean,
}): Buffer | undefined {
  const query = decode(bytes)
  const question = query.questions?.[0]
  if (question === undefined) return undefined
  const key = `${question.type} ${question.name.toLowerCase()}`
  asked.push(key)
  const found = answers.get(key) ?? 'nxdomain'
  if (found === 'silent') return undefined
  const base = { type: 'response' as const, id: (query.id ?? 0) ^ (found === 'wrong-id' ? 1 : 0) }
  if (typeof found === 'string') {
    const questions = found === 'wrong-question' ? [{ ...question, name: `other.${question.name}` }] : [question]
    return encode({ ...base, flags: { nxdomain: 3, servfail: 2 }[found as string] ?? 0, questions })
  }
  const isCut = found.cut === true && !overTcp
  const flags = (found.authenticated === true ? AUTHENTIC_DATA : 0) | (isCut ? TRUNCATED_RESPONSE : 0)
  const records = isCut ? [] : found.records
  const whole = encode({
    ...base, flags, questions: [question],
    answers: records.map((record) => ({ name: question.name, ttl: 300, ...record }) as Answer),
  })
  return found.isGarbled === true ? whole.subarray(0, -8) : whole
}
