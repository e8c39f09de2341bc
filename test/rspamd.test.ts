/** Rspamd beside our own filter, over the wire: its word counts, no mail stays with it, and without it mail goes on. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { rspamdWord, skipRspamd, startRspamd, type TestRspamd } from '../src/scan/rspamd.testing.ts'
import { startService, type Person, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { deliver, eventually, openImap, plainMessage, subjectsIn } from './wire.ts'

const SENDER = 'tom@fysio.example'
const mail = (to: string, subject: string, text: string): string => plainMessage({ from: `Tom <${SENDER}>`, to, subject, text })

describe('Rspamd', { skip: skipRspamd }, () => {
  let rspamd: TestRspamd
  let service: Service
  let reader: Person
  let officer: Person
  before(async () => {
    rspamd = await startRspamd()
    service = await startService({ domain: 'delinde.example', sets: [`spam.rspamd=${rspamd.address}`, 'log.level=debug'] })
    reader = service.addAccount('marieke@delinde.example')
    officer = service.addAccount('beheer2@delinde.example', { roles: ['administrator'] })
  })
  after(async () => {
    await service?.remove()
    await rspamd?.close()
  })

  async function lying(folder: string): Promise<readonly string[]> {
    const client = await openImap(service, reader)
    try {
      return await subjectsIn(client, folder)
    } finally {
      await client.logout()
    }
  }
  async function health(): Promise<{ readonly state: string, readonly facts: Readonly<Record<string, unknown>> }> {
    const visitor = new Visitor(service)
    await visitor.signIn(officer)
    const { checks } = (await visitor.request('GET', '/api/admin/health')).json as { checks: readonly { id: string, state: string, facts: Record<string, unknown> }[] }
    return checks.find(({ id }) => id === 'spam') ?? assert.fail('the health page says nothing of the spam filter')
  }

  test('an ordinary mail that Rspamd calls spam lies in Junk with that reason; one that it lets pass lies in the inbox', async () => {
    await deliver(service, SENDER, reader.address, mail(reader.address, 'Rooster-oehoe', `Dag, tot morgen. ${rspamdWord}`))
    await deliver(service, SENDER, reader.address, mail(reader.address, 'Rooster-bosuil', 'Dag, tot morgen.'))
    assert.deepEqual(await eventually(() => lying('Junk'), (all) => all.length > 0), ['Rooster-oehoe'])
    assert.deepEqual(await eventually(() => lying('INBOX'), (all) => all.length > 0), ['Rooster-bosuil'])
    const visitor = new Visitor(service)
    await visitor.useAppPassword(reader)
    const [, answer] = await visitor.jmap(['Email/query', {}], ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['subject', 'senderTruth'] }])
    const text = JSON.stringify(answer)
    assert.match(text, /"junk":\[[^\]]*"rspamd"/)
    assert.ok(!text.includes('ZEGEL_WORD'), 'what Rspamd said is gone once it was joined')
    assert.equal((await health()).facts['rspamd'], 'answers')
  })

  test('nothing of a mail lies in its folder', () => {
    for (const name of readdirSync(rspamd.folder)) {
      const path = join(rspamd.folder, name)
      if (!statSync(path).isFile()) continue
      const bytes = readFileSync(path)
      for (const word of ['oehoe', 'bosuil', 'fysio', 'marieke', 'tot morgen']) assert.ok(!bytes.includes(word), `${word} in ${name}`)
    }
  })

  test('away: mail comes in, our own filter judges, health says so', async () => {
    await rspamd.stop()
    await deliver(service, SENDER, reader.address, mail(reader.address, 'Rooster-ransuil', `Dag, tot morgen. ${rspamdWord}`))
    assert.deepEqual((await eventually(() => lying('INBOX'), (all) => all.length > 1)).toSorted(), ['Rooster-bosuil', 'Rooster-ransuil'])
    const { state, facts } = await health()
    assert.deepEqual([state, facts['rspamd']], ['attention', 'unavailable'])
    assert.match(service.log(), /rspamd\.state/)
  })
})
