/** Whoever runs the service, owns it or audits it reads nobody's mail: every door is tried with each role. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { methods } from '../src/jmap-server/methods.ts'
import { routes } from '../src/web-server/routes.ts'
import { startService, type Person, type Service } from './service.ts'
import { Visitor, type WebReply } from './web.ts'
import { deliver, eventually, openImap, plainMessage, subjectsIn } from './wire.ts'

const SECRET = { subject: 'Uitslag-kwikstaart-5521', text: 'behandelplan-zanglijster-9918', sender: 'zuivere.afzender-goudhaan@elders.example' } as const
/** Routes that end the visitor's own way in; tried last, or elsewhere. */
const ENDS_OWN = new Set(['/api/sign-out', '/api/password', '/api/recover', '/api/second-factor/remove'])

let service: Service
let patient: Person
let officials: readonly { readonly role: string, readonly person: Person }[]
let ids: Readonly<Record<'account' | 'email' | 'blob' | 'thread' | 'mailbox', string>>

before(async () => {
  service = await startService({ domain: 'delinde.example', sets: ['throttle.signInTriesPerMinute=1000', 'throttle.signInTriesPerNetworkPerMinute=10000'] })
  patient = service.addAccount('marieke@delinde.example')
  officials = ['owner', 'administrator', 'privacy-officer'].map((role) => ({
    role, person: service.addAccount(`${role}@delinde.example`, { roles: [role] }),
  }))
  const { sender, subject, text } = SECRET
  await deliver(service, sender, patient.address, plainMessage({ from: sender, to: patient.address, subject, text }))
  const own = new Visitor(service)
  await own.useAppPassword(patient)
  const [, got] = await own.jmap(['Email/query', {}], ['Email/get', {
    '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['id', 'blobId', 'threadId', 'mailboxIds'],
  }])
  const [email] = (got?.[1]['list'] ?? []) as { id: string, blobId: string, threadId: string, mailboxIds: Record<string, true> }[]
  ids = {
    account: own.accountId, email: email?.id ?? '', blob: email?.blobId ?? '', thread: email?.threadId ?? '',
    mailbox: Object.keys(email?.mailboxIds ?? {})[0] ?? '',
  }
  assert.ok(Object.values(ids).every((id) => id !== ''), JSON.stringify(ids))
})
after(() => service.remove())

function assertNothingTold({ text, status }: Pick<WebReply, 'text' | 'status'>, where: string): void {
  for (const [name, secret] of Object.entries(SECRET)) assert.ok(!text.includes(secret), `${where} tells the ${name} (${status})`)
}

/** Fills the parameters of a path with the ids of somebody else. */
function pathsOf(path: string): string[] {
  const fill = (values: Readonly<Record<string, string>>): string =>
    path.replace(/:(\w+)/g, (_, name: string) => values[name] ?? ids.account)
  return [...new Set([
    fill({ account: ids.account, blob: ids.blob, name: 'mail.eml', id: ids.account }), fill({ id: ids.email, account: ids.account, blob: ids.email, name: 'x' }),
  ])]
}

test('no HTTP route tells an official anything of the mail of another', async () => {
  for (const { role, person } of officials) {
    const visitor = new Visitor(service)
    assert.equal((await visitor.signIn(person)).status, 200)
    let tried = 0
    for (const route of routes) {
      if (ENDS_OWN.has(route.path) || route.path === '/jmap/eventsource' || /\/(un)?block$/.test(route.path)) continue
      for (const path of pathsOf(route.path)) {
        const query = `?accountId=${ids.account}&id=${ids.email}&blobId=${ids.blob}&type=text/plain&disclose=true`
        const body = { accountId: ids.account, address: patient.address, id: ids.email, password: 'x', using: [], methodCalls: [] }
        const answer = await visitor.request(route.method, route.method === 'GET' ? `${path}${query}` : path, ...(route.method === 'GET' ? [] : [body]))
        // The ledger tells its readers who mailed with whom; that is its purpose. It never has subject or text.
        const told = route.path.startsWith('/api/ledger') ? { ...answer, text: answer.text.replaceAll(SECRET.sender, '') } : answer
        assertNothingTold(told, `${role} ${route.method} ${path}`)
        if (path.includes(ids.blob)) assert.ok(answer.status >= 400, `${role} ${route.method} ${path} gave ${answer.status}`)
        tried += 1
      }
    }
    assert.ok(tried >= routes.length - ENDS_OWN.size - 3)
  }
})

/** Arguments that the method takes, pointing at what is somebody else's. */
function argumentsOf(name: string): Readonly<Record<string, unknown>> {
  const create = { k: { mailboxIds: { [ids.mailbox]: true }, blobId: ids.blob, emailId: ids.email, id: ids.email, identityId: 'x' } }
  switch (name) {
    case 'Email/import': return { emails: { k: { blobId: ids.blob, mailboxIds: { [ids.mailbox]: true } } } }
    case 'Email/copy': return { fromAccountId: ids.account, create: { k: { id: ids.email, mailboxIds: { [ids.mailbox]: true } } } }
    case 'Blob/copy': return { fromAccountId: ids.account, blobIds: [ids.blob] }
    case 'Email/parse': return { blobIds: [ids.blob] }
    case 'SearchSnippet/get': return { emailIds: [ids.email], filter: { text: 'a' } }
  }
  switch (name.slice(name.indexOf('/') + 1)) {
    case 'get': return { ids: [ids.email, ids.thread, ids.mailbox] }
    case 'changes': return { sinceState: '0' }
    case 'query': return name === 'Email/query' ? { filter: { inMailbox: ids.mailbox } } : {}
    case 'queryChanges': return { sinceQueryState: '0' }
    default: return { create, update: { [ids.email]: { 'keywords/$seen': true } }, destroy: [ids.email, ids.mailbox] }
  }
}

test('no JMAP method gives an official another account, by its id or by ids of what is in it', async () => {
  for (const { role, person } of officials) {
    const visitor = new Visitor(service)
    await visitor.useAppPassword(person)
    for (const { name } of methods) {
      if (name === 'Core/echo') continue
      const args = argumentsOf(name)
      const [foreign] = await visitor.jmap([name, { ...args, accountId: ids.account }])
      assert.equal(foreign?.[0], 'error', `${role} ${name} on another account: ${JSON.stringify(foreign)}`)
      // Push subscriptions are of a device, not of an account: they take no account at all (RFC 8620 §7.2).
      const refused = name.startsWith('PushSubscription/') ? /^invalidArguments$/ : /^(accountNotFound|fromAccountNotFound)$/
      assert.match(String(foreign[1]['type']), refused, `${role} ${name}`)
      const [own] = await visitor.jmap([name, args])
      assertNothingTold({ text: JSON.stringify(own), status: 200 }, `${role} ${name} with ids of another`)
      // Every account numbers its mailboxes from one, so an id of another's mailbox is one of the own.
      if (name.startsWith('Mailbox/')) continue
      for (const made of ['created', 'updated', 'parsed', 'copied', 'list']) {
        assert.deepEqual(Object.keys(own?.[1][made] ?? {}), [], `${role} ${name}: ${JSON.stringify(own)}`)
      }
    }
  }
})

test('IMAP gives an official only the own mailbox, whatever name is asked for', async () => {
  for (const { role, person } of officials) {
    await assert.rejects(() => openImap(service, { ...person, address: patient.address }), `${role} signs in as another`)
    const client = await openImap(service, person)
    assert.deepEqual(await subjectsIn(client, 'INBOX'), [])
    for (const name of ['user/marieke', `~${patient.address}`, `#shared/${patient.address}/INBOX`, `../${ids.account}/INBOX`, `INBOX/../${patient.address}`]) {
      await assert.rejects(() => client.mailboxOpen(name), `${role} opens ${name}`)
    }
    const listed = (await client.list()).map(({ path }) => path)
    assert.ok(!listed.some((path) => path.includes('marieke')))
    await client.logout()
  }
})

test('the command line, the log and the ledger say nothing of it', () => {
  for (const words of [['ledger', 'export'], ['ledger', 'verify'], ['check'], ['help']]) {
    const { stdout, stderr } = service.command(words)
    assertNothingTold({ text: stdout + stderr, status: 0 }, words.join(' '))
  }
  assertNothingTold({ text: service.log(), status: 0 }, 'the log')
})

test('the mail is untouched by all this', async () => {
  const client = await openImap(service, patient)
  assert.deepEqual(await subjectsIn(client, 'INBOX'), [SECRET.subject])
  const lock = await client.getMailboxLock('INBOX')
  const message = await client.fetchOne('1', { flags: true })
  lock.release()
  assert.ok(message !== undefined && message !== false && !message.flags?.has('\\Seen'))
  await client.logout()
})

test('blocking closes what is open: IMAP, web session and app password, and unblocking opens nothing by itself', async () => {
  const owner = officials.find(({ role }) => role === 'owner')?.person
  assert.ok(owner !== undefined)
  const admin = new Visitor(service)
  await admin.signIn(owner)
  const web = new Visitor(service)
  assert.equal((await web.signIn(patient)).status, 200)
  const client = await openImap(service, patient)
  await client.mailboxOpen('INBOX')
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  void client.idle().catch(() => undefined)
  assert.equal((await admin.request('POST', `/api/admin/accounts/${ids.account}/block`, {})).status, 204)
  await closed
  assert.equal((await web.request('GET', '/api/session')).status, 401)
  await assert.rejects(() => openImap(service, patient))
  const refused = await new Visitor(service).signIn(patient)
  assert.equal(refused.status, 401)
  // Mail for a blocked account is not lost: it is refused for the sender to see, or sealed until it opens again.
  assert.equal((await admin.request('POST', `/api/admin/accounts/${ids.account}/unblock`, {})).status, 204)
  assert.equal((await web.request('GET', '/api/session')).status, 401)
  const again = await eventually(() => openImap(service, patient).catch(() => undefined), (one) => one !== undefined)
  assert.deepEqual(await subjectsIn(again as NonNullable<typeof again>, 'INBOX'), [SECRET.subject])
  await again?.logout()
})
