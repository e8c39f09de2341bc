import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { present } from '../base/assert.ts'
import { merge } from '../search/merge.ts'
import { Segment, type SegmentParts } from '../search/segment.ts'
import type { IndexAnswer, IndexJob } from './index-thread.ts'
import { Gathering } from './gathering.ts'

/**
 * The thread in which the search index is made: reading texts out of mail, gathering their words, merging segments. It
 * holds no key and no connection: mail comes in decrypted, segments go back to be encrypted and kept.
 */

/** What others do is more urgent: on Linux this is the priority of this thread alone. */
const LESS_URGENT = 10

const port = present(parentPort, 'the port of the indexing thread')
let gathering = new Gathering()

async function answer(job: IndexJob): Promise<IndexAnswer> {
  switch (job.do) {
    case 'begin':
      gathering = new Gathering()
      return { is: 'gathered', isFull: false }
    case 'add':
      for (const mail of job.mails) gathering.add(mail)
      return { is: 'gathered', isFull: gathering.isFull }
    case 'build': {
      const parts = gathering.build()
      gathering = new Gathering()
      return { is: 'segment', parts }
    }
    case 'merge': {
      const live = new Set(job.live)
      const whole = job.segments.map(({ head, postings }) => ({ segment: new Segment(head), postings }))
      const parts = await merge(whole, { isGone: (message) => !live.has(message), breathe: async () => undefined })
      return { is: 'segment', parts }
    }
  }
}

try {
  setPriority(LESS_URGENT)
} catch {
  // Where it is not allowed it works as urgently as all others.
}
async function work(job: IndexJob): Promise<void> {
  let done: IndexAnswer
  try {
    done = await answer(job)
  } catch (error) {
    done = { is: 'failed', error: String(error), isRange: error instanceof RangeError }
  }
  port.postMessage(done, buffersOf(done))
}

port.on('message', (job: IndexJob) => void work(job))

function buffersOf(done: IndexAnswer): ArrayBuffer[] {
  const parts: SegmentParts | undefined = done.is === 'segment' ? done.parts : undefined
  return parts === undefined ? [] : [parts.head, parts.postings].map(({ buffer }) => buffer as ArrayBuffer)
}
