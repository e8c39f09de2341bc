import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { assert, present } from '../../base/assert.ts'
import { collectStartGarbage } from '../../base/garbage.ts'
import { toFailure } from '../failure.ts'
import { GROUP_BYTES_MAX, GROUP_SCRIPTS_MAX } from '../limits.ts'
import { largeBuffers } from '../portable.ts'
import { findWriteScript } from '../script.ts'
import { Checkpoints } from './checkpoints.ts'
import type { Connection } from './connection.ts'
import { GroupRunner, type GroupJob } from './group.ts'
import { openForWriting } from './open-file.ts'
import type { FromThread, Job, ToThread, WriterStart } from './protocol.ts'
import { loadScript } from './scripts.ts'

/**
 * The writer thread: the only connection that writes. It takes everything that waits, runs it as one group, commits,
 * and answers the whole group with one message. It never waits for a group to grow.
 */

const port = present(parentPort, 'the port of the writer thread')
const waiting: Job[] = []
let closing = false
let loading = false

function post(message: FromThread, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}

/** Moves messages that arrived meanwhile into the line, without going back to the event loop. */
function takeArrived(): void {
  for (let message = receiveMessageOnPort(port); message !== undefined; message = receiveMessageOnPort(port)) {
    accept(message.message as ToThread)
  }
}

function accept(message: ToThread): void {
  if (message.kind === 'close') closing = true
  else for (const job of message.jobs) waiting.push(job)
}

/** The next job whose module is loaded; undefined when the line is empty or its first job must load one. */
function nextLoaded(): GroupJob | undefined {
  const job = waiting[0]
  if (job === undefined) return undefined
  assert('name' in job.call, 'the writer runs scripts only')
  const script = findWriteScript(job.call.name)
  if (script === undefined) return undefined
  waiting.shift()
  return { id: job.id, name: job.call.name, body: script.body, args: job.call.args }
}

async function loadFirst(): Promise<void> {
  const job = waiting[0]
  if (job === undefined || !('name' in job.call)) return
  try {
    await loadScript('write', job.call.name, job.call.module)
  } catch (error) {
    waiting.shift()
    post({ kind: 'outcomes', outcomes: [{ id: job.id, failure: toFailure(error) }], changes: [] })
  }
}

async function work(connection: Connection, groups: GroupRunner, checkpoints: Checkpoints): Promise<void> {
  if (loading) return
  for (;;) {
    takeArrived()
    const first = nextLoaded()
    if (first !== undefined) {
      checkpoints.afterCommit(commitGroup(connection, groups, first))
    } else if (waiting.length > 0) {
      loading = true
      await loadFirst()
      loading = false
    } else {
      break
    }
  }
  if (closing) {
    checkpoints.finish()
    connection.close()
    post({ kind: 'closed' })
    port.close()
  }
}

/** Runs one group and answers it; gives the bytes it bound. */
function commitGroup(connection: Connection, groups: GroupRunner, first: GroupJob): number {
  let scripts = 1
  let bytes = 0
  connection.takeBytes()
  const jobs = [first]
  const { outcomes, changes } = groups.run(first, () => {
    bytes += connection.takeBytes()
    if (scripts >= GROUP_SCRIPTS_MAX || bytes >= GROUP_BYTES_MAX) return undefined
    if (waiting.length === 0) takeArrived()
    scripts += 1
    const job = nextLoaded()
    if (job !== undefined) jobs.push(job)
    return job
  })
  post({ kind: 'outcomes', outcomes, changes }, [...largeBuffers(outcomes)])
  // What was bound is kept now; without this the collector would go through the heap for every few large mails.
  for (const { args } of jobs) for (const buffer of largeBuffers(args)) if (!buffer.detached) buffer.transfer(0)
  return bytes + connection.takeBytes()
}

function start(): void {
  const options = workerData as WriterStart
  let connection: Connection
  try {
    const opened = openForWriting(options)
    connection = opened.connection
    post({ kind: 'ready', schema: opened.schema })
    collectStartGarbage()
  } catch (error) {
    post({ kind: 'failed', failure: toFailure(error) })
    port.close()
    return
  }
  const groups = new GroupRunner(connection)
  const checkpoints = new Checkpoints(connection)
  port.on('message', (message: ToThread) => {
    accept(message)
    void work(connection, groups, checkpoints)
  })
}

start()
