/**
 * How a command reaches the service while it runs: one JSON request and one JSON answer a line over a Unix socket that
 * only the owner of the home can open. Without a running service the command opens the house itself.
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { dirname } from 'node:path'
import { Refusal, Temporary } from '../base/errors.ts'
import { KiB } from '../base/sizes.ts'
import { silentLog, type Log } from '../log/log.ts'

/** Largest request or answer over the control socket. */
export const CONTROL_BYTES_MAX = 1024 * KiB

export type Answer = { readonly result: unknown } | { readonly problem: string, readonly reason: string }

/** Serves operations until closed: one to a connection. The folder of the socket is closed to other users. */
export async function serveControl(
  socket: string, run: (operation: string, args: unknown) => Promise<unknown>, log: Log = silentLog,
): Promise<Server> {
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 })
  rmSync(socket, { force: true })
  const server = createServer((connection) => {
    let text = ''
    let isAsked = false
    connection.setEncoding('utf8')
    connection.on('error', () => connection.destroy())
    connection.on('data', (chunk: string) => {
      if (isAsked) return
      text += chunk
      const end = text.indexOf('\n')
      if (text.length > CONTROL_BYTES_MAX) connection.destroy()
      else if (end >= 0) {
        isAsked = true
        void answer(text.slice(0, end), run, log).then((reply) => connection.end(`${JSON.stringify(reply)}\n`))
      }
    })
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(socket, listening)
  })
  chmodSync(socket, 0o600)
  return server
}

async function answer(
  line: string, run: (operation: string, args: unknown) => Promise<unknown>, log: Log,
): Promise<Answer> {
  try {
    const { operation, args } = readRequest(line)
    return { result: await run(operation, args) ?? null }
  } catch (error) {
    if (error instanceof Refusal || error instanceof Temporary) return { problem: error.message, reason: error.reason }
    log.error('control.failed', error)
    return { problem: 'the service could not do this; its log says why', reason: 'internal' }
  }
}

/** What was asked. Throws `Refusal` for what is no request; nothing of it is repeated, for it may hold a password. */
function readRequest(line: string): { readonly operation: string, readonly args: object } {
  let asked: unknown
  try {
    asked = JSON.parse(line)
  } catch {
    throw new Refusal('usage', 'a request is one line of JSON')
  }
  const { operation, args } = (typeof asked === 'object' && asked !== null ? asked : {}) as { operation?: unknown, args?: unknown }
  if (typeof operation !== 'string' || typeof args !== 'object' || args === null) {
    throw new Refusal('usage', 'a request has an operation and its arguments')
  }
  return { operation, args }
}

/** Asks the running service; undefined when there is none. Throws the service's refusal. */
export async function askService(
  socket: string, operation: string, args: unknown,
): Promise<{ readonly result: unknown } | undefined> {
  const text = await new Promise<string | undefined>((answered) => {
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
    // A service that ends resets the connection, or closes it in the middle of its answer: neither is an answer.
    connection.once('error', () => answered(isConnected ? received : undefined))
    connection.once('close', () => answered(received))
  })
  if (text === undefined) return undefined
  if (!text.endsWith('\n')) throw new Temporary('no-answer', 'the service ended before it answered; see its log, then try again')
  const reply = JSON.parse(text) as Answer
  if ('problem' in reply) throw new Refusal(reply.reason, reply.problem)
  return { result: reply.result }
}
