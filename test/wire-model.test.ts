/**
 * Random IMAP and JMAP clients act on one account of a real service, on both engines: all views agree with a model. Meanwhile
 * the account gets one new key after another, and nobody sees a difference.
 */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { postgresMissing, startPostgres } from '../src/storage/postgres/server.testing.ts'
import { askService } from '../src/command-line/control.ts'
import { openHome } from '../src/command-line/home.ts'
import type { KeyShown } from '../src/command-line/operations.ts'
import { startService, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { openImap } from './wire.ts'
import { actions, Clients } from './wire-model.ts'

/** Seconds of acting on each engine; `npm run test:deep` takes a minute. */
const SECONDS = Number(process.env['ZEGEL_WIRE_MODEL_SECONDS'] ?? 6)
const RUNS_MAX = 1000
/** The long run of `npm run test:deep` also gives the account one new key after another. */
const ROTATES = SECONDS > 30
/** A failing run prints its seed and path: set them to see it again. */
const seed = Number(process.env['ZEGEL_WIRE_MODEL_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const path = process.env['ZEGEL_WIRE_MODEL_PATH']

async function agree(service: Service): Promise<void> {
  const marieke = service.addAccount('marieke@delinde.example')
  const visitor = new Visitor(service)
  await visitor.useAppPassword(marieke)
  let run = 0
  // The key changes while the account is open: somebody is signed in all the time.
  const idle = await openImap(service, marieke)
  const keys = ROTATES ? newKeys(service, marieke.address) : undefined
  try {
    await runs()
  } finally {
    if (keys !== undefined) assert.ok(await keys.end() > 0, 'at least one rotation came to its end')
    await idle.logout()
  }
  console.log(`${run} runs of random clients, seed ${seed}`)

  function runs(): Promise<void> {
    const until = performance.now() + SECONDS * 1000
    return fc.assert(fc.asyncProperty(actions, async (steps) => {
      // The first run is always whole, however busy the machine is.
      if (run > 0 && performance.now() > until) return
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
      seed, numRuns: RUNS_MAX, ...path === undefined ? {} : { path },
    })
  }
}

/** Gives the account a new key whenever the last rotation ended; `end` says how many came to their end. */
function newKeys(service: Service, address: string): { end(): Promise<number> } {
  const socket = openHome({ folder: service.home, sets: [] }).controlSocket
  let isOver = false
  let ended = 0
  const ask = async (operation: string, more: object = {}): Promise<KeyShown> => {
    const answer = await askService(socket, operation, { address, ...more })
    assert.ok(answer !== undefined)
    return answer.result as KeyShown
  }
  const work = (async () => {
    while (!isOver || ended === 0) {
      await ask('account.rotate', { compromised: false, appPasswords: [] })
      while ((await ask('account.key')).rotation?.state !== 'done') await pause(20)
      ended += 1
    }
  })()
  return {
    async end() {
      isOver = true
      await work
      return ended
    },
  }
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
