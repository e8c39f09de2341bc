import { Worker } from 'node:worker_threads'
import { roomForModel, type Job, type Learned } from './logistic.ts'
import type { PackedExamples } from './examples.ts'

/** What a thread gets. */
export interface Lesson { readonly examples: PackedExamples, readonly job: Job, readonly into: Learned }

/** Learns the models of several jobs at once, each in a thread of its own: each is the same as it would be alone. */
export function learnAll(examples: PackedExamples, jobs: readonly Job[]): Promise<Learned[]> {
  return Promise.all(jobs.map((job) => learnOne({ examples, job, into: roomForModel() })))
}

function learnOne(lesson: Lesson): Promise<Learned> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./learning-thread.ts', import.meta.url), { workerData: lesson })
    worker.on('error', reject)
    worker.on('exit', (code) => code === 0 ? resolve(lesson.into) : reject(new Error(`a thread ended with ${code}`)))
  })
}
