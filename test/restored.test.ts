/**
 * A home that is put back from a copy: what a mail program and a JMAP client were told in the time that was lost is not taken
 * for what is there now.
 */
import assert from 'node:assert/strict'
import { cpSync, rmSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { startService, type Person, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { openImap } from './wire.ts'

let service: Service
let anna: Person
before(async () => {
  service = await startService({ domain: 'terug.test' })
  anna = service.addAccount('anna@terug.test')
})
after(async () => {
  await service.remove()
  rmSync(`${service.home}.copy`, { recursive: true, force: true })
})

/** Keeps this many messages; what IMAP and JMAP clients know afterwards. */
async function visit(messages: number) {
  const client = await openImap(service, anna)
  for (let count = 0; count < messages; count++) {
    await client.append('INBOX', `Subject: ${count}\r\n\r\nx\r\n`)
  }
  await client.mailboxOpen('INBOX')
  const box = client.mailbox
  assert.ok(box !== false)
  const { uidValidity, highestModseq = 0n, uidNext, exists } = box
  await client.logout()
  const visitor = new Visitor(service)
  assert.equal((await visitor.signIn(anna)).status, 200)
  const [query, get, boxes] = (await visitor.jmap(
    ['Email/query', {}], ['Email/get', { ids: [] }], ['Mailbox/get', { ids: [] }])).map(([, result]) => result)
  const changes = async (state: unknown): Promise<readonly unknown[]> => {
    const answers = await visitor.jmap(['Email/changes', { sinceState: state }], ['Mailbox/changes', { sinceState: state }],
      ['Thread/changes', { sinceState: state }], ['Email/queryChanges', { sinceQueryState: state }])
    return answers.map(([name, { type }]) => name === 'error' ? type : name)
  }
  return { uidValidity, highestModseq, uidNext, exists, states: [get?.['state'], boxes?.['state'], query?.['queryState']],
    emails: query?.['ids'] as readonly string[], changes }
}

test('states, UIDs and ids of the lost time are void after ./zegel restored', { timeout: 600_000 }, async () => {
  const kept = await visit(2)
  assert.equal(service.command(['restored']).status, 1, 'not while it is served')
  await service.stop()
  cpSync(service.home, `${service.home}.copy`, { recursive: true })
  await service.start()
  const lost = await visit(3)
  assert.equal(lost.uidValidity, kept.uidValidity)
  assert.deepEqual(await lost.changes(kept.states[0]), ['Email/changes', 'Mailbox/changes', 'Thread/changes', 'Email/queryChanges'])
  await service.stop()
  rmSync(service.home, { recursive: true })
  cpSync(`${service.home}.copy`, service.home, { recursive: true })
  const run = service.command(['restored', '--json'])
  assert.equal(run.status, 0, run.stderr)
  assert.deepEqual(JSON.parse(run.stdout), { accounts: 2 })
  await service.start()
  const now = await visit(1)
  assert.equal(now.exists, kept.exists + 1)
  assert.ok(now.uidValidity > lost.uidValidity)
  assert.ok(now.highestModseq > lost.highestModseq)
  for (const state of [...kept.states, ...lost.states]) {
    assert.deepEqual(await now.changes(state), Array.from({ length: 4 }, () => 'cannotCalculateChanges'), String(state))
  }
  assert.equal((await now.changes(now.states[0]))[0], 'Email/changes')
  const came = now.emails.filter((id) => !kept.emails.includes(id))
  assert.equal(came.length, 1)
  assert.ok(!lost.emails.includes(came[0] ?? ''), 'an id of the lost time is not given again')
})
