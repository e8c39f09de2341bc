/**
 * ClamAV behind its socket (clamd): bytes go in as a stream, a verdict comes out. Nothing is written to disk here.
 *
 * Promises: one answer within `timeoutMs`, never a throw; at most `scansMax` at the same time, others wait in turn.
 * Fails: what cannot be asked or is not answered is `unavailable` with a reason, never clean.
 * Source: clamd(8), commands INSTREAM, VERSION and PING with `z` framing.
 */
import net from 'node:net'
import type { Log } from '../log/log.ts'
import { createScanTurns } from './scan-turns.ts'

export type Scanned =
  | { readonly outcome: 'clean' }
  | { readonly outcome: 'malware', readonly name: string }
  | { readonly outcome: 'unavailable', readonly reason: string }

export interface Scanner {
  scan(bytes: Uint8Array): Promise<Scanned>
  /** Engine and signatures as one text, which changes when they do; undefined when it does not answer. */
  version(): Promise<string | undefined>
}

/** Octets sent at once. */
const PIECE_BYTES = 128 * 1024
/** Octets of an answer that are read. */
export const ANSWER_BYTES_MAX = 4096
/** Scans that wait for their turn; further ones are `unavailable` at once. */
export const SCANS_WAITING_MAX = 200

/** A scanner at `unix:/path` or `host:port`. */
export function createClamav({ address, timeoutMs, scansMax, log }: {
  readonly address: string, readonly timeoutMs: number, readonly scansMax: number, readonly log: Log,
}): Scanner {
  const turns = createScanTurns({ atOnceMax: scansMax, waitingMax: SCANS_WAITING_MAX })

  return {
    async scan(bytes) {
      if (!(await turns.take())) return { outcome: 'unavailable', reason: 'too many scans' }
      try {
        const scanned = verdictOf(await ask({ address, timeoutMs, command: 'zINSTREAM\0', stream: bytes }))
        if (scanned.outcome === 'unavailable') log.warn('scan.unavailable', { reason: scanned.reason })
        return scanned
      } finally {
        turns.leave()
      }
    },
    async version() {
      const answer = await ask({ address, timeoutMs, command: 'zVERSION\0' })
      return answer.text?.startsWith('ClamAV') === true ? answer.text : undefined
    },
  }
}

type Asked = { readonly text: string } | { readonly text?: undefined, readonly problem: string }

function verdictOf(asked: Asked): Scanned {
  if (asked.text === undefined) return { outcome: 'unavailable', reason: asked.problem }
  const text = asked.text.trim()
  if (text === 'stream: OK') return { outcome: 'clean' }
  const found = /^stream: (.{1,200}) FOUND$/.exec(text)?.[1]
  if (found !== undefined) return { outcome: 'malware', name: found.replace(/[^\x20-\x7e]/g, '') }
  return { outcome: 'unavailable', reason: text.includes('size limit') ? 'larger than the scanner takes' : 'an answer that is none' }
}

interface Question {
  readonly address: string
  readonly timeoutMs: number
  readonly command: string
  readonly stream?: Uint8Array
}

function ask({ address, timeoutMs, command, stream }: Question): Promise<Asked> {
  return new Promise((resolve) => {
    const socket = net.connect(placeOf(address))
    let answer = ''
    let isDone = false
    const done = (asked: Asked): void => {
      if (isDone) return
      isDone = true
      clearTimeout(timer)
      socket.destroy()
      resolve(asked)
    }
    const timer = setTimeout(() => done({ problem: 'no answer in time' }), timeoutMs)
    socket.setEncoding('latin1')
    socket.on('data', (piece: string) => {
      answer = (answer + piece).slice(0, ANSWER_BYTES_MAX)
      const end = answer.indexOf('\0')
      if (end >= 0) done({ text: answer.slice(0, end) })
    })
    // The scanner may refuse half way and close: what it said counts more than the broken pipe.
    socket.on('error', (error: NodeJS.ErrnoException) => setImmediate(() => done({ problem: error.code ?? 'socket' })))
    socket.on('close', () => setImmediate(() => done(answer === '' ? { problem: 'closed' } : { text: answer })))
    socket.on('connect', () => {
      socket.write(command)
      if (stream !== undefined) void send(socket, stream)
    })
  })
}

/** The bytes in pieces with their length in front, then a length of nothing; waits when the other side is slow. */
async function send(socket: net.Socket, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length && !socket.destroyed; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES)
    socket.write(lengthOf(piece.length))
    if (!socket.write(piece)) await new Promise<void>((resolve) => {
      socket.once('drain', resolve)
      socket.once('close', resolve)
    })
  }
  if (!socket.destroyed) socket.write(lengthOf(0))
}

function lengthOf(length: number): Uint8Array {
  const octets = new Uint8Array(4)
  new DataView(octets.buffer).setUint32(0, length)
  return octets
}

function placeOf(address: string): net.NetConnectOpts {
  if (address.startsWith('unix:')) return { path: address.slice('unix:'.length) }
  const at = address.lastIndexOf(':')
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) }
}
