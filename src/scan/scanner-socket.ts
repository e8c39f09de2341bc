/**
 * One question to a scanner over a connection of its own: what is written goes out in one system call where it fits, and what
 * comes back is read until it is whole. Nothing is thrown.
 */
import net from 'node:net'

export type ScannerAnswer = { readonly text: string } | {
  readonly problem: string
  /** The connection failed before a word came back: the scanner may just have been started anew. */
  readonly isUnheard?: true
}

/** Asks at `unix:/path` or `host:port`; `isWhole` says of what came so far (one character an octet) whether it is all. */
export function askScanner({ address, timeoutMs, pieces, answerBytesMax, isWhole }: {
  readonly address: string, readonly timeoutMs: number, readonly pieces: readonly (string | Uint8Array)[],
  readonly answerBytesMax: number, readonly isWhole: (text: string) => boolean,
}): Promise<ScannerAnswer> {
  const { promise, resolve } = Promise.withResolvers<ScannerAnswer>()
  const socket = net.connect(placeOf(address))
  let text = ''
  let isDone = false
  const done = (answer: ScannerAnswer): void => {
    if (isDone) return
    isDone = true
    clearTimeout(timer)
    socket.destroy()
    resolve(answer)
  }
  const timer = setTimeout(() => done({ problem: 'no answer in time' }), timeoutMs)
  socket.setEncoding('latin1')
  socket.on('data', (piece: string) => {
    text += piece
    if (text.length > answerBytesMax) done({ problem: 'an answer without end' })
    else if (isWhole(text)) done({ text })
  })
  // It may refuse half way and close: what it said counts more than the broken pipe.
  const ended = (problem: string): void => {
    setImmediate(() => done(text === '' ? { problem, isUnheard: true } : { text }))
  }
  socket.on('error', (error: NodeJS.ErrnoException) => ended(error.code ?? 'socket'))
  socket.on('close', () => ended('closed'))
  socket.on('connect', () => {
    socket.cork()
    for (const piece of pieces) {
      if (typeof piece === 'string') socket.write(piece, 'latin1')
      else if (piece.length > 0) socket.write(piece)
    }
    socket.uncork()
  })
  return promise
}

function placeOf(address: string): net.NetConnectOpts {
  if (address.startsWith('unix:')) return { path: address.slice('unix:'.length) }
  const at = address.lastIndexOf(':')
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)), noDelay: true }
}
