import { workerData } from 'node:worker_threads'
import { learn } from './logistic.ts'
import type { Lesson } from './learning.ts'

/** One thread of the training: learns one model into shared memory and ends. */
const { examples, job, into } = workerData as Lesson
learn(examples, job, into)
