/**
 * How a command reaches the service while it runs: one JSON request and one JSON answer a line over a Unix socket that
 * only the owner of the home can open. Without a running service the command opens the house itself.
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { dirname } from 'node:path'
import { Refusal } from '../base/errors.ts'
import { KiB } from '../base/sizes.ts'

/** Largest request or answer over the control socket. */
export const CONTROL_BYTES_MAX = 1024 * KiB

export type Answer = { readonly result: unknown } | { readonly problem: string, readonly reason: string }

/** Serves operations until closed. The folder of the socket is closed to other users. */
export async function serveControl(
  socket: string, run: (operation: string, args: unknown) => Promise<unknown>,
): Promise<Server> {
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 })
  rmSync(socket, { force: true })
  const server = createServer((connection) => {
    let text = ''
    connection.setEncoding('utf8')
    connection.on('error', () => connection.destroy())
    connection.on('data', (chunk: string) => {
      text += chunk
      if (text.length > CONTROL_BYTES_MAX) connection.destroy()
      const end = text.indexOf('\n')
      if (end < 0) return
      const line = text.slice(0, end)
      text = ''
      void answer(line, run).then((reply) => connection.end(`${JSON.stringify(reply)}\n`))
    })
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(socket, listening)
  })
  chmodSync(socket, 0o600)
  return server
}

async function answer(line: string, run: (operation: string, args: unknown) => Promise<unknown>): Promise<Answer> {
  try {
    const { operation, args } = JSON.parse(line) as { operation: string, args: unknown }
    return { result: await run(operation, args) }
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message, reason: error.reason }
    return { problem: 'the service could not do this; its log says why', reason: 'internal' }
  }
}

/** Asks the running service; undefined when there is none. Throws the service's refusal. */
export async function askService(socket: string, operation: string, args: unknown): Promise<{ readonly result: unknown } | undefined> {
  const text = await new Promise<string | undefined>((answered, failed) => {
    const connection = connect(socket)
    let received = ''
    let isConnected = false
    connection.setEncoding('utf8')
    connection.once('connect', () => {
      isConnected = true
      connection.write(`${JSON.stringify({ operation, args })}\n`)
    })
    connection.on('data', (chunk: string) => {
      received += chunk
    })
    connection.once('error', (error) => {
      if (isConnected) failed(error)
      else answered(undefined)
    })
    connection.once('close', () => answered(received))
  })
  if (text === undefined) return undefined
  const reply = JSON.parse(text) as Answer
  if ('problem' in reply) throw new Refusal(reply.reason, reply.problem)
  return { result: reply.result }
}
