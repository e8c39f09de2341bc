import type { TLSSocket } from 'node:tls'

/** Waits for the handshake; false when it fails or takes too long. */
export function handshake(socket: TLSSocket, timeMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(false), timeMs)
    const finish = (done: boolean): void => {
      clearTimeout(timer)
      if (!done) socket.destroy()
      resolve(done)
    }
    socket.once('secure', () => finish(true))
    socket.once('close', () => finish(false))
    socket.on('error', () => finish(false))
  })
}
