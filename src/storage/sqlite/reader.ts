import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { present } from '../../base/assert.ts'
import { collectStartGarbage } from '../../base/garbage.ts'
import { toFailure } from '../failure.ts'
import { largeBuffers, portable } from '../portable.ts'
import { findReadScript, tx } from '../script.ts'
import { Connection, translateError } from './connection.ts'
import { packResult } from './packed-rows.ts'
import type { FromThread, Job, Outcome, ReaderStart, ToThread } from './protocol.ts'
import { runReadScript } from './run-script.ts'
import { loadedScript, loadScript } from './scripts.ts'

/**
 * A reader thread: a read-only connection of its own, so reads never wait for writes nor the event loop for a disk.
 * Everything that waits is answered from one snapshot and told in one message.
 */

const port = present(parentPort, 'the port of a reader thread')
const waiting: Job[] = []
let closing = false
let loading = false

/** Jobs answered from one snapshot; bounds how long an old snapshot is held and how large an answer grows. */
const SNAPSHOT_JOBS_MAX = 64

function post(message: FromThread, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}

function accept(message: ToThread): void {
  if (message.kind === 'close') closing = true
  else for (const job of message.jobs) waiting.push(job)
}

function takeArrived(): void {
  for (let message = receiveMessageOnPort(port); message !== undefined; message = receiveMessageOnPort(port)) {
    accept(message.message as ToThread)
  }
}

function needsLoading(job: Job): boolean {
  return 'name' in job.call && loadedScript('read', job.call.name) === undefined
}

async function load(job: Job): Promise<void> {
  if (!('name' in job.call)) return
  try {
    await loadScript('read', job.call.name, job.call.module)
  } catch (error) {
    waiting.splice(waiting.indexOf(job), 1)
    post({ kind: 'outcomes', outcomes: [{ id: job.id, failure: toFailure(error) }], changes: [] })
  }
}

function answer(connection: Connection, job: Job): Outcome {
  try {
    return { id: job.id, ...packResult(run(connection, job)) }
  } catch (error) {
    return { id: job.id, failure: toFailure(translateError(error)) }
  }
}

function run(connection: Connection, job: Job): unknown {
  if ('statement' in job.call) return connection.all(job.call.statement)
  const script = present(findReadScript(job.call.name), `read script ${job.call.name}`)
  return portable(runReadScript(connection, script.body(tx, job.call.args as never))).value
}

function answerSnapshot(connection: Connection): void {
  const jobs: Job[] = []
  while (jobs.length < SNAPSHOT_JOBS_MAX && waiting[0] !== undefined && !needsLoading(waiting[0])) {
    jobs.push(waiting.shift() as Job)
  }
  const [only] = jobs
  const alone = jobs.length === 1 && only !== undefined && 'statement' in only.call
  if (!alone) connection.exec('begin')
  const outcomes = jobs.map((job) => answer(connection, job))
  if (connection.inTransaction) connection.exec('commit')
  post({ kind: 'outcomes', outcomes, changes: [] }, [...largeBuffers(outcomes)])
}

async function work(connection: Connection): Promise<void> {
  if (loading) return
  for (;;) {
    takeArrived()
    const first = waiting[0]
    if (first === undefined) break
    if (needsLoading(first)) {
      loading = true
      await load(first)
      loading = false
    } else {
      answerSnapshot(connection)
    }
  }
  if (closing) {
    connection.close()
    post({ kind: 'closed' })
    port.close()
  }
}

function start(): void {
  const options = workerData as ReaderStart
  let connection: Connection
  try {
    connection = new Connection(options.path, { readOnly: true })
    connection.database
      .exec(`pragma temp_store = memory; pragma cache_size = -${Math.ceil(options.cacheBytes / 1024)};`)
  } catch (error) {
    post({ kind: 'failed', failure: toFailure(translateError(error)) })
    port.close()
    return
  }
  post({ kind: 'ready', schema: 0 })
  collectStartGarbage()
  port.on('message', (message: ToThread) => {
    accept(message)
    void work(connection)
  })
}

start()
