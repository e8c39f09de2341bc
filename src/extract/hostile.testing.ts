/** A child that does on purpose what no child may do; it answers with what it got away with. */
import { FrameReader, writeFrame } from './frame.ts'

const reader = new FrameReader(1024 * 1024)

process.stdin.on('data', (piece: Uint8Array) => {
  for (const { body } of reader.push(piece)) {
    void tried(new TextDecoder().decode(body)).then((text) => {
      for (const part of writeFrame({ hasText: true }, new TextEncoder().encode(text))) process.stdout.write(part)
    })
  }
})

async function tried(what: string): Promise<string> {
  try {
    switch (what) {
      case 'read': return (await import('node:fs')).readFileSync('/etc/hostname', 'utf8')
      case 'write': return String((await import('node:fs')).writeFileSync('/tmp/zegel-hostile', 'x'))
      case 'spawn': return String((await import('node:child_process')).execFileSync('/bin/true'))
      case 'worker': return String(new (await import('node:worker_threads')).Worker('1', { eval: true }).threadId)
      case 'environment': return Object.keys(process.env).join(' ')
      case 'wasm': return typeof WebAssembly
      case 'crash': return process.abort()
      case 'flood': return 'x'.repeat(2 * 1024 * 1024)
      case 'memory': return String(Array.from({ length: 64 }, () => new Uint8Array(64 * 1024 * 1024).fill(1)).length)
      case 'spin': for (;;);
      default: return await connected(Number(what))
    }
  } catch (error) {
    return `refused ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`
  }
}

async function connected(port: number): Promise<string> {
  const { connect } = await import('node:net')
  return new Promise((resolve, reject) => {
    connect(port, '127.0.0.1').once('connect', () => resolve('connected')).once('error', reject)
  })
}
