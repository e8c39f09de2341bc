/**
 * Random IMAP and JMAP clients act on one account of a real service, on both engines: all views agree with a model. Meanwhile
 * the account gets one new key after another and new passwords, and the service restarts; nobody sees a difference.
 */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { postgresMissing, startPostgres } from '../src/storage/postgres/server.testing.ts'
import { Temporary } from '../src/base/errors.ts'
import { askService } from '../src/command-line/control.ts'
import { openHome } from '../src/command-line/home.ts'
import type { KeyShown } from '../src/command-line/operations.ts'
import { startService, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { openImap } from './wire.ts'
import { actions } from './wire-model-state.ts'
import { Clients } from './wire-model.ts'

/** Seconds of acting on each engine; `npm run test:deep` takes a minute. */
const SECONDS = Number(process.env['ZEGEL_WIRE_MODEL_SECONDS'] ?? 6)
const RUNS_MAX = 1000
/** The long run of `npm run test:deep` also gives the account one new key after another, new passwords, and restarts the service. */
const IS_LONG = SECONDS > 30
/** In one of so many runs the service stops and starts in the middle, and in one of so many the password changes. */
const RESTART_ONE_IN = 12
const PASSWORD_ONE_IN = 10
/** A failing run prints its seed and path: set them to see it again. */
const seed = Number(process.env['ZEGEL_WIRE_MODEL_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const path = process.env['ZEGEL_WIRE_MODEL_PATH']

async function agree(service: Service): Promise<void> {
  const marieke = service.addAccount('marieke@delinde.example')
  const visitor = new Visitor(service)
  await visitor.useAppPassword(marieke)
  let run = 0
  // The key changes while the account is open: somebody is signed in all the time.
  let idle = await openImap(service, marieke)
  const keys = IS_LONG ? newKeys(service, marieke.address) : undefined
  let { password } = marieke
  let hasFailed = true
  try {
    await runs()
    hasFailed = false
  } finally {
    const rotations = await keys?.end(hasFailed)
    idle.close()
    if (!hasFailed && rotations !== undefined) assert.ok(rotations > 0, 'at least one rotation came to its end')
  }
  console.log(`${run} runs of random clients, seed ${seed}`)

  function runs(): Promise<void> {
    const until = performance.now() + SECONDS * 1000
    return fc.assert(fc.asyncProperty(actions, async (steps) => {
      // The first run is always whole, however busy the machine is.
      if (run > 0 && performance.now() > until) return
      const clients = await Clients.open(service, marieke, visitor, ++run)
      const middle = Math.floor(steps.length / 2)
      try {
        for (const [index, step] of steps.entries()) {
          if (IS_LONG && index === middle && run % RESTART_ONE_IN === 1) await clients.away(restart)
          if (IS_LONG && index === middle && run % PASSWORD_ONE_IN === 2) await keys?.between(newPassword)
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

  async function restart(): Promise<void> {
    await service.stop()
    await service.start()
    idle = await openImap(service, marieke)
  }

  async function newPassword(): Promise<void> {
    const web = new Visitor(service)
    assert.equal((await web.signIn(marieke, password)).status, 200)
    const next = `${marieke.password}-${run}`
    const { status, text } = await web.request('POST', '/api/password', { current: password, next })
    assert.ok(status < 300, text)
    password = next
  }
}

/**
 * Gives the account a new key whenever the last rotation ended; `end` says how many came to their end. `between` does
 * something while none is under way: one new key on the heels of another keeps a sign-in from ever finding the newest.
 */
function newKeys(service: Service, address: string): {
  between(work: () => Promise<void>): Promise<void>, end(hasFailed: boolean): Promise<number>,
} {
  const socket = openHome({ folder: service.home, sets: [] }).controlSocket
  let isOver = false
  let ended = 0
  let isBroken = false
  let inBetween: (() => Promise<void>) | undefined
  const ask = async (operation: string, more: object = {}): Promise<KeyShown | undefined> => {
    try {
      return (await askService(socket, operation, { address, ...more }))?.result as KeyShown | undefined
    } catch (error) {
      // The service stopped in the middle of the question.
      if (error instanceof Temporary) return undefined
      throw error
    }
  }
  const work = (async () => {
    while (!isOver || ended === 0) {
      await ask('account.rotate', { compromised: false, appPasswords: [] })
      // Nobody may be there to do it any more, when something else went wrong.
      while (!isBroken && (await ask('account.key'))?.rotation?.state !== 'done') await pause(20)
      if (isBroken) return
      ended += 1
      await inBetween?.()
    }
  })()
  // What went wrong is told by `end`, and not in the middle of something else.
  work.catch(() => undefined)
  return {
    async between(does) {
      const done = Promise.withResolvers<void>()
      inBetween = () => {
        inBetween = undefined
        return does().then(done.resolve, done.reject)
      }
      await done.promise
    },
    async end(hasFailed) {
      isOver = true
      isBroken = hasFailed
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
