import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { silentLog } from '../log/log.ts'
import { createLedger } from '../ledger/ledger.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { createQueueDesk } from '../queue/desk.ts'
import { finish } from '../queue/ending-scripts.ts'
import { mailTo, openQueue } from '../queue/open-queue.testing.ts'
import { DOMAIN_LENGTH_MAX } from './routes/queue.ts'
import { openWebHouse } from './web-server.testing.ts'

/** An administrator before a queue with a mail for each of two domains. */
async function openDesk(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-web-queue-'))
  const own = await openQueue({ folder })
  const queue = own.again()
  const ledger = createLedger({
    store: own.store, serviceKey: temporaryServiceKey(), headsFile: join(folder, 'heads.jsonl'), clock: own.clock,
    log: silentLog,
  })
  const queueDesk = createQueueDesk({
    store: own.store, blobs: own.blobs, secrets: own.secrets, worker: queue.worker, ledger, clock: own.clock,
    async giveBack(tried) {
      await own.store.write(finish, { records: [], notices: [], done: tried.map(({ due, attempt }) => ({
        tenant: due.tenant, outgoing: due.outgoing, number: due.number, state: 'failed' as const, at: 1,
        reply: own.secrets.sealReply(due, due.number, attempt.reply),
      })) })
    },
  })
  const house = await openWebHouse({ web: { queueDesk } })
  t.after(async () => {
    await house.close()
    await own.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const admin = await house.signedIn('beheer', ['administrator'])
  const leavesAt = own.clock.now() + 60_000
  const ids: string[] = []
  for (const to of ['jan@een.example', 'piet@twee.example']) {
    ids.push((await queue.enqueue(mailTo(to, { tenant: house.tenant, leavesAt }), [])).id)
  }
  return {
    ids,
    change: (body: object, id = '') => admin.ask('PUT', `/api/admin/queue${id === '' ? '' : `/${id}`}`, { body }),
    list: (query = '') => admin.ask('GET', `/api/admin/queue${query}`),
    domains: async () => ((await admin.ask('GET', '/api/admin/queue')).json.mails as { recipients: { to: string }[] }[])
      .flatMap(({ recipients }) => recipients.map(({ to }) => to)).toSorted(),
  }
}

test('a condition of a change that is not understood is refused, never left out: nothing more is deleted than was named', async (t) => {
  const { change, domains, ids: [id = ''] } = await openDesk(t)
  const long = 'x'.repeat(DOMAIN_LENGTH_MAX + 1)
  for (const [body, field] of [
    [{ domain: long }, 'domain'], [{ domain: 7 }, 'domain'], [{ domain: null }, 'domain'], [{ domain: '' }, 'domain'], [{}, 'domain'],
    [{ state: 'held' }, 'domain'], [{ domain: 'een.example', state: 'geen' }, 'state'], [{ domain: 'een.example', state: null }, 'state'],
    [{ domain: 'een.example', account: 7 }, 'account'],
  ] as const) {
    const { status, json } = await change({ action: 'delete', ...body })
    assert.deepEqual([status, json.problem, json.field], [400, 'not-valid', field], JSON.stringify(body).slice(0, 80))
  }
  assert.equal((await change({ action: 'delete', domain: 'twee.example' }, id)).status, 400)
  assert.deepEqual(await domains(), ['een.example', 'twee.example'])
  assert.deepEqual((await change({ action: 'delete', domain: 'x'.repeat(DOMAIN_LENGTH_MAX) })).json, { mails: 0, recipients: 0, cursor: null })
  assert.equal((await change({ action: 'delete', domain: 'een.example', state: 'held' })).json.recipients, 0)
  assert.deepEqual(await domains(), ['een.example', 'twee.example'])
  assert.equal((await change({ action: 'delete', domain: 'een.example', state: 'waiting' })).json.recipients, 1)
  assert.deepEqual(await domains(), ['twee.example'])
})

test('a list that is asked for with a condition that is not understood is refused', async (t) => {
  const { list, ids: [id = ''] } = await openDesk(t)
  for (const [query, field] of [
    [`?domain=${'x'.repeat(DOMAIN_LENGTH_MAX + 1)}`, 'domain'], ['?domain=', 'domain'], ['?state=geen', 'state'], ['?at=1', 'id'],
    [`?id=${id}`, 'at'], ['?at=-1&id=a', 'at'], ['?at=x&id=a', 'at'], [`?at=1&id=${'a'.repeat(101)}`, 'id'],
  ] as const) {
    const { status, json } = await list(query)
    assert.deepEqual([status, json.problem, json.field], [400, 'not-valid', field], query.slice(0, 80))
  }
  assert.equal((await list('?domain=een.example&state=waiting')).json.mails.length, 1)
  assert.equal((await list(`?at=0&id=${id}`)).json.mails.length, 2)
})
