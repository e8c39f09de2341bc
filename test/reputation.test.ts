/**
 * Who sends here: lists that are asked, refused or not believed; doubtful senders; traps. Over the wire, with a DNS
 * of our own.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { askService } from '../src/command-line/control.ts'
import { openHome } from '../src/command-line/home.ts'
import type { ReputationOperations } from '../src/command-line/reputation-operations.ts'
import { createDnsStub, type DnsStub, type StubAnswer } from '../src/dns/stub.testing.ts'
import { startService, type Person, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { eventually, openImap, plainMessage, SmtpConversation, subjectsIn } from './wire.ts'

const listed = (address: string): StubAnswer => ({ records: [{ type: 'A', data: address }] })

/** A list that keeps the rules: its test points are as they must be. */
const honestList = (name: string): Record<string, StubAnswer> => ({ [`A 2.0.0.127.${name}`]: listed('127.0.0.2') })

/** Names that fit the address `127.9.A.B`, so that nothing stands out. */
function wellNamed(a: number, b: number): Record<string, StubAnswer> {
  const host = `mx${a}-${b}.sender.example`
  return {
    [`PTR ${b}.${a}.9.127.in-addr.arpa`]: { records: [{ type: 'PTR', data: host }] },
    [`A ${host}`]: { records: [{ type: 'A', data: `127.9.${a}.${b}` }] },
  }
}

const zone = {
  ...honestList('bl.example'), ...honestList('soft.example'),
  'A 5.1.9.127.bl.example': listed('127.0.0.4'), 'A 5.6.9.127.bl.example': listed('127.0.0.4'),
  // Says yes to whatever is asked, as lists did whose name was sold.
  'A 2.0.0.127.lying.example': listed('127.0.0.2'), 'A 1.0.0.127.lying.example': listed('127.0.0.2'),
  'A 6.1.9.127.lying.example': listed('127.0.0.2'), 'A 7.1.9.127.lying.example': listed('127.0.0.2'),
  'A 2.0.0.127.dead.example': 'silent', 'A 1.0.0.127.dead.example': 'silent',
  'TXT gemeente.example': { records: [{ type: 'TXT', data: 'v=spf1 ip4:127.9.2.0/24 -all' }] },
  ...wellNamed(1, 5), ...wellNamed(1, 6), ...wellNamed(1, 7), ...wellNamed(3, 1), ...wellNamed(3, 2),
  ...wellNamed(6, 5),
} satisfies Record<string, StubAnswer>

const lists = JSON.stringify({
  'bl.example': 'addresses block 127.0.0.4=9:open-proxy', 'lying.example': 'addresses block 127.0.0.2=9', 'dead.example': 'addresses block 127.0.0.2=9',
})

const say = (from: string, to: string, subject: string, text?: string): string =>
  plainMessage({ from, to, subject, ...text === undefined ? {} : { text } })

async function send(service: Service, from: string, helo: string, mail: {
  readonly from: string, readonly to: readonly string[], readonly text: string,
}): Promise<string> {
  const smtp = await SmtpConversation.open(service.ports['smtp'] ?? 0, { from, helo })
  const { text } = await smtp.send(mail.from, mail.to, mail.text)
  smtp.close()
  return text
}

describe('who sends here', () => {
  let dns: DnsStub
  let service: Service
  let marieke: Person
  let fg: Person
  let officer: Visitor
  before(async () => {
    dns = await createDnsStub(zone)
    service = await startService({
      domain: 'delinde.example', initSets: [`dns.servers=["${dns.server}"]`],
      sets: [`dns.servers=["${dns.server}"]`, 'reputation.exempt=["127.0.0.1"]', `reputation.lists=${lists}`,
        'reputation.greylistSeconds=1', 'reputation.traps=["oud.adres@delinde.example"]'],
    })
    marieke = service.addAccount('marieke@delinde.example')
    fg = service.addAccount('fg@delinde.example', { roles: ['privacy-officer'] })
    // Commands stop this process, and with it the DNS, so the service begins anew once there are none to come.
    await service.stop()
    await service.start()
    officer = new Visitor(service)
    await officer.signIn(fg)
  })
  after(async () => {
    await service?.remove()
    await dns?.close()
  })

  const inFolder = async (folder: string): Promise<readonly string[]> => {
    const client = await openImap(service, marieke)
    const found = await subjectsIn(client, folder)
    await client.logout()
    return found
  }
  const to = (subject: string, from = 'tom@fysio.example'): { from: string, to: string[], text: string } =>
    ({ from, to: [marieke.address], text: say(from, marieke.address, subject) })

  test('a listed client is refused with the list and its reason, but can write to postmaster; its neighbour is not touched', async () => {
    const refused = await send(service, '127.9.1.5', 'mx1-5.sender.example', to('Geweigerd'))
    assert.match(refused, /^550 5\.7\.1 .*127\.9\.1\.5.*bl\.example \(open-proxy\)/)
    const toPostmaster = { from: 'tom@fysio.example', to: ['postmaster@delinde.example'], text: say('tom@fysio.example', 'postmaster@delinde.example', 'Onterecht') }
    assert.match(await send(service, '127.9.1.5', 'mx1-5.sender.example', toPostmaster), /^250/)
    assert.match(await send(service, '127.9.1.6', 'mx1-6.sender.example', to('Buurman')), /^250/)
    assert.deepEqual(await inFolder('INBOX'), ['Buurman'])
  })

  /** What the command does, in a process that goes on answering for the DNS meanwhile. */
  async function ask<Name extends keyof ReputationOperations>(
    name: Name, args: ReputationOperations[Name]['args'],
  ): Promise<ReputationOperations[Name]['result']> {
    const answered = await askService(openHome({ folder: service.home, sets: [] }).controlSocket, name, args)
    return (answered?.result ?? assert.fail('the service did not answer')) as ReputationOperations[Name]['result']
  }

  test('./zegel reputation says the same: what an address would meet and why, who has most against him, and begins anew with one', async () => {
    const found = await ask('reputation.explain', { ip: '127.9.6.5', helo: 'mx6-5.sender.example' })
    assert.match(found.refusal ?? '', /127\.9\.6\.5.*bl\.example \(open-proxy\)/)
    assert.deepEqual([found.past?.network, found.signs, found.listings.map(({ list, points }) => [list, points])], ['127.9.6.0/24', [], [['bl.example', 9]]])
    const nameless = await ask('reputation.explain', { ip: '127.9.8.8', helo: '' })
    assert.deepEqual([nameless.refusal, nameless.signs.includes('no-reverse-name')], [null, true])
    const own = await ask('reputation.explain', { ip: '127.0.0.1', helo: '' })
    assert.equal(own.past, null)
    assert.match(await send(service, '127.9.4.1', 'nobody.invalid', to('Doos', 'reclame@elders.example')), /^451/)
    const waits = await ask('reputation.explain', { ip: '127.9.4.1', helo: '' })
    assert.deepEqual(waits.grey.map(({ domain, state }) => [domain, state]), [['elders.example', 'waiting']])
    assert.deepEqual(await ask('reputation.forget', { network: '127.9.4.77' }), { network: '127.9.4.0/24', wasKnown: false, grey: 1 })
    const again = await ask('reputation.explain', { ip: '127.9.4.1', helo: '' })
    assert.deepEqual(again.grey, [])
  })

  test('a list that lists everybody and a list that is dead keep nobody out, and both are named with the reason', async () => {
    assert.match(await send(service, '127.9.1.7', 'mx1-7.sender.example', to('Toch binnen')), /^250/)
    const state = async (): Promise<readonly { name: string, state: string, reason: string | null }[]> => {
      const { json } = await officer.request('GET', '/api/abuse')
      return (json as { lists: { name: string, state: string, reason: string | null }[] }).lists
    }
    const states = await eventually(state, (all) => all.every(({ state: one }) => one !== 'untested'))
    assert.deepEqual(states.map(({ name, state: one, reason }) => [name, one, reason]), [
      ['bl.example', 'good', null], ['lying.example', 'off', 'lists-everything'], ['dead.example', 'off', 'silent'],
    ])
    const health = await officer.request('GET', '/api/admin/health')
    const { checks } = health.json as {
      checks: readonly { id: string, state: string, text?: string, facts: { names?: string } }[],
    }
    const line = checks.find(({ id }) => id === 'reputation')
    assert.deepEqual([line?.state, line?.facts.names], ['attention', 'lying.example dead.example'])
  })

  test('a stranger who says our own name is refused', async () => {
    assert.match(await send(service, '127.9.1.6', 'delinde.example', to('Wij zelf')), /^550 5\.7\.1 HELO with our own name/)
  })

  test('a doubtful sender must come again and is then known; one who proves his domain never must', async () => {
    const doubtful = to('Twijfel', 'ik@nergens.example')
    assert.match(await send(service, '127.9.4.9', 'pc', doubtful), /^451 4\.7\.1/)
    // As doubtful, but with proof: taken at once.
    assert.match(await send(service, '127.9.2.9', 'pc', to('Bewezen', 'balie@gemeente.example')), /^250/)
    await eventually(() => send(service, '127.9.4.9', 'pc', doubtful), (text) => text.startsWith('250'))
    assert.match(await send(service, '127.9.4.10', 'pc2', { ...to('Nog een', 'jij@nergens.example') }), /^250/)
    const { json } = await officer.request('GET', '/api/abuse')
    const { grey } = json as { grey: readonly { domain: string, network: string, state: string }[] }
    assert.deepEqual(grey.map(({ domain, network, state }) => [domain, network, state]), [['nergens.example', '127.9.4.0/24', 'passed']])
    const subjects = [...await inFolder('INBOX'), ...await inFolder('Junk')]
    for (const subject of ['Twijfel', 'Bewezen', 'Nog een']) assert.equal(subjects.filter((one) => one === subject).length, 1, subject)
  })

  test('mail to a trap is taken and thrown away; the same mail to a person goes to Junk with the reason', async () => {
    const text = 'Beste relatie, dit is een unieke kans om vandaag nog te profiteren van onze geweldige aanbieding voor al uw kantoor artikelen en meer.'
    const trap = { from: 'folder@reclame.example', to: ['oud.adres@delinde.example'], text: say('folder@reclame.example', 'oud.adres@delinde.example', 'Val', text) }
    assert.match(await send(service, '127.9.3.1', 'mx3-1.sender.example', trap), /^250/)
    const like = { from: 'folder@reclame.example', to: [marieke.address], text: say('folder@reclame.example', marieke.address, 'Folder 7', `${text} Nummer 77.`) }
    assert.match(await send(service, '127.9.3.2', 'mx3-2.sender.example', like), /^250|^451/)
    const reply = await eventually(() => send(service, '127.9.3.2', 'mx3-2.sender.example', like), (one) => one.startsWith('250'))
    assert.match(reply, /^250/)
    assert.ok((await inFolder('Junk')).includes('Folder 7'))
    assert.ok(![...await inFolder('INBOX'), ...await inFolder('Junk')].includes('Val'))
    const { json, text: all } = await officer.request('GET', '/api/abuse')
    const { networks } = json as { networks: readonly { network: string, counts: { trapped: number } }[] }
    assert.equal(networks.find(({ network }) => network === '127.9.3.0/24')?.counts.trapped, 1000)
    assert.ok(!all.includes('oud.adres'))
    const ledger = await officer.request('GET', '/api/ledger?limit=50')
    assert.ok(ledger.text.includes('mail.trapped'))
  })

  test('what is remembered is there again after a restart', async () => {
    await service.stop()
    await service.start()
    officer = new Visitor(service)
    await officer.signIn(fg)
    const { json } = await officer.request('GET', '/api/abuse')
    const { networks, grey } = json as { networks: readonly { network: string }[], grey: readonly unknown[] }
    assert.ok(networks.some(({ network }) => network === '127.9.3.0/24'))
    assert.equal(grey.length > 0, true)
    assert.match(await send(service, '127.9.4.9', 'pc', to('Bekend', 'weer@nergens.example')), /^250/)
  })
})
