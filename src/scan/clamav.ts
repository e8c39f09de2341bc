/**
 * ClamAV behind its socket (clamd): bytes go in as a stream, a verdict comes out. Nothing is written to disk here.
 *
 * Promises: one answer within `timeoutMs`, never a throw; at most `scansMax` at the same time, others wait in turn.
 * Fails: what cannot be asked or is not answered is `unavailable` with a reason, never clean.
 * Source: clamd(8), commands INSTREAM, VERSION and PING with `z` framing.
 */
import type { Log } from '../log/log.ts'
import { createScanTurns } from './scan-turns.ts'
import { askScanner, type ScannerAnswer } from './scanner-socket.ts'

export type Scanned =
  | { readonly outcome: 'clean' }
  | { readonly outcome: 'malware', readonly name: string }
  | { readonly outcome: 'unavailable', readonly reason: string }

export interface Scanner {
  scan(bytes: Uint8Array): Promise<Scanned>
  /** Engine and signatures as one text, which changes when they do; undefined when it does not answer. */
  version(): Promise<string | undefined>
}

/** Octets of one piece of a stream. */
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
  const ask = (pieces: readonly (string | Uint8Array)[]): Promise<ScannerAnswer> =>
    askScanner({ address, timeoutMs, pieces, answerBytesMax: ANSWER_BYTES_MAX, isWhole })

  return {
    async scan(bytes) {
      if (!(await turns.take())) return { outcome: 'unavailable', reason: 'too many scans' }
      try {
        const scanned = verdictOf(await ask(streamed(bytes)))
        if (scanned.outcome === 'unavailable') log.warn('scan.unavailable', { reason: scanned.reason })
        return scanned
      } finally {
        turns.leave()
      }
    },
    async version() {
      const answer = await ask(['zVERSION\0'])
      if (!('text' in answer) || !answer.text.startsWith('ClamAV')) return undefined
      return answer.text.split('\0', 1)[0]
    },
  }
}

function verdictOf(asked: ScannerAnswer): Scanned {
  if (!('text' in asked)) return { outcome: 'unavailable', reason: asked.problem }
  const end = asked.text.indexOf('\0')
  const text = (end < 0 ? asked.text : asked.text.slice(0, end)).trim()
  if (text === 'stream: OK') return { outcome: 'clean' }
  const found = /^stream: (.{1,200}) FOUND$/.exec(text)?.[1]
  if (found !== undefined) return { outcome: 'malware', name: found.replace(/[^\x20-\x7e]/g, '') }
  return { outcome: 'unavailable', reason: text.includes('size limit') ? 'larger than the scanner takes' : 'an answer that is none' }
}

const isWhole = (text: string): boolean => text.includes('\0')

/** The command, the bytes in pieces with their length in front, and a length of nothing. clamd(8), INSTREAM */
function streamed(bytes: Uint8Array): readonly (string | Uint8Array)[] {
  const pieces: (string | Uint8Array)[] = ['zINSTREAM\0']
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const piece = bytes.subarray(at, at + PIECE_BYTES)
    pieces.push(lengthOf(piece.length), piece)
  }
  pieces.push(lengthOf(0))
  return pieces
}

function lengthOf(length: number): Uint8Array {
  const octets = new Uint8Array(4)
  new DataView(octets.buffer).setUint32(0, length)
  return octets
}
