/** A client that does nothing but hand in mail, for benchmarks. */
import { createConnection } from 'node:net'

/** A message of that size for the address `x@bench.example`, with its last dot. */
export function text(sizeBytes: number): Buffer {
  const fields = ['From: Bench <bench@elders.example>', 'To: x@bench.example', 'Subject: Meting', 'Message-ID: <1@elders.example>']
  const head = `${fields.join('\r\n')}\r\n\r\n`
  const line = `${'3l+GNIsW5kS3qQOW8'.repeat(4)}\r\n`
  return Buffer.from(`${head}${line.repeat(Math.ceil((sizeBytes - head.length) / line.length))}.\r\n`)
}

/** Sends until `next` says that it is enough; one pipelined envelope and one text for each message. */
export function send(port: number, body: Buffer, next: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1', noDelay: true })
    const envelope = 'MAIL FROM:<bench@elders.example>\r\nRCPT TO:<x@bench.example>\r\nDATA\r\n'
    let state: 'greeting' | 'ready' | 'envelope' | 'text' = 'greeting'
    let awaited = 1
    let line = ''
    socket.on('error', reject)
    socket.on('data', (piece) => {
      const lines = (line + piece.toString('latin1')).split('\n')
      line = lines.pop() ?? ''
      for (const one of lines) {
        if (one[3] === '-') continue
        if (one.startsWith('4') || one.startsWith('5')) return reject(new Error(one))
        awaited -= 1
        if (awaited > 0) continue
        awaited = state === 'ready' || state === 'text' ? 3 : 1
        if (state === 'greeting') {
          state = 'ready'
          socket.write('EHLO elders.example\r\n')
        } else if (state === 'envelope') {
          state = 'text'
          socket.write(body)
        } else if (next()) {
          state = 'envelope'
          socket.write(envelope)
        } else {
          socket.end('QUIT\r\n', resolve)
        }
      }
    })
  })
}
