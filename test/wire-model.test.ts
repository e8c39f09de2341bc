/** Random IMAP and JMAP clients act on one account of a real service, on both engines: all views agree with a model. */
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { postgresMissing, startPostgres } from '../src/storage/postgres/server.testing.ts'
import { startService, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { actions, Clients } from './wire-model.ts'

/** Seconds of acting on each engine; `npm run test:deep` takes a minute. */
const SECONDS = Number(process.env['ZEGEL_WIRE_MODEL_SECONDS'] ?? 6)
const RUNS_MAX = 10_000
/** A failing run prints its seed and path: set them to see it again. */
const seed = Number(process.env['ZEGEL_WIRE_MODEL_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const path = process.env['ZEGEL_WIRE_MODEL_PATH']

async function agree(service: Service): Promise<void> {
  const marieke = service.addAccount('marieke@delinde.example')
  const visitor = new Visitor(service)
  await visitor.useAppPassword(marieke)
  let run = 0
  await fc.assert(fc.asyncProperty(actions, async (steps) => {
    const clients = await Clients.open(service, marieke, visitor, ++run)
    try {
      for (const [index, step] of steps.entries()) {
        await clients.act(step)
        await clients.check(`after step ${index}: ${JSON.stringify(step)}`)
      }
    } finally {
      await clients.close()
    }
  }), {
    seed, numRuns: RUNS_MAX, interruptAfterTimeLimit: SECONDS * 1000, markInterruptAsFailure: false,
    ...path === undefined ? {} : { path },
  })
  console.log(`${run} runs of random clients, seed ${seed}`)
}

describe('IMAP and JMAP agree with the model', () => {
  test('SQLite', { timeout: (SECONDS + 120) * 1000 }, async () => {
    const service = await startService({ domain: 'delinde.example' })
    try {
      await agree(service)
    } finally {
      await service.remove()
    }
  })

  test('PostgreSQL', { skip: postgresMissing ?? false, timeout: (SECONDS + 120) * 1000 }, async () => {
    const postgres = await startPostgres()
    try {
      const storage = `storage.url=${postgres.url}`
      const service = await startService({ domain: 'delinde.example', sets: [storage], initSets: [storage] })
      try {
        await agree(service)
      } finally {
        await service.remove()
      }
    } finally {
      await postgres.stop()
    }
  })
})
