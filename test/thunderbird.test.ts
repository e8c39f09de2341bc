/**
 * Thunderbird, as Debian ships it, without a screen: opens a mailbox of ten thousand messages over TLS, reads one, finds
 * one by its text (a search on the server), moves it, deletes another. What it did is then seen by another client.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { password } from '../src/accounts/accounts.testing.ts'
import { hostAndPort, type TestClient } from '../src/imap-server/client.testing.ts'
import type { ImapHouse } from '../src/imap-server/server.testing.ts'
import { LARGE_INBOX_MESSAGES, openLargeInbox } from './large-inbox.ts'
import { startThunderbird, type Thunderbird } from './thunderbird.testing.ts'

const skip = spawnSync('thunderbird', ['--version']).status === 0 ? false : 'Thunderbird is not installed'

let house: ImapHouse
let client: TestClient
let thunderbird: Thunderbird
before(async () => {
  if (skip) return
  const inbox = await openLargeInbox()
  house = inbox.house
  client = inbox.client
  thunderbird = await startThunderbird()
})
after(async () => {
  if (skip) return
  await thunderbird.close()
  client.close()
  assert.deepEqual(house.errors, [])
  await house.close()
})

/** What the scripts in Thunderbird share: waiting for its listeners, and the folders of the account. */
const SHARED = `
  const told = (begin) => new Promise((resolve, reject) => begin({
    OnStartRunningUrl() {}, OnStopRunningUrl: (url, status) => status === 0 ? resolve() : reject(status),
    onStartCopy() {}, onProgress() {}, setMessageKey() {}, getMessageId: () => null,
    onStopCopy: (status) => status === 0 ? resolve() : reject(status),
  }))
  const server = MailServices.accounts.allServers.find(({ type }) => type === 'imap')
  const folder = (flag) => server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags[flag])
`

test('Thunderbird opens ten thousand messages, searches, moves and deletes', { skip }, async () => {
  await thunderbird.run(`
    // Our certificate was signed by nobody.
    Cc['@mozilla.org/security/certoverride;1'].getService(Ci.nsICertOverrideService)
      .setDisableAllSecurityChecksAndLetAttackersInterceptMyData(true)
    const server = MailServices.accounts.createIncomingServer(user, '127.0.0.1', 'imap')
    Object.assign(server, { port, socketType: 3, authMethod: 3, password })
    const account = MailServices.accounts.createAccount()
    const identity = MailServices.accounts.createIdentity()
    identity.email = user
    account.addIdentity(identity)
    account.incomingServer = server
  `, { user: 'anna@zonnehof.test', password, port: hostAndPort(house.tls).port })

  const opened = await thunderbird.run<{ readonly messages: number, readonly unread: number, readonly names: string[] }>(`${SHARED}
    await told((listener) => MailServices.imap.discoverAllFolders(server.rootFolder, listener, null))
    await told((listener) => MailServices.imap.selectFolder(folder('Inbox'), listener, null))
    return {
      messages: folder('Inbox').getTotalMessages(false), unread: folder('Inbox').getNumUnread(false),
      names: server.rootFolder.subFolders.map(({ name }) => name).sort(),
    }`)
  assert.deepEqual([opened.messages, opened.unread], [LARGE_INBOX_MESSAGES + 2, LARGE_INBOX_MESSAGES + 2])
  for (const name of ['Archive', 'Drafts', 'INBOX', 'Junk', 'Sent', 'Trash']) {
    assert.ok(opened.names.includes(name), `${name} in ${opened.names.join()}`)
  }

  const found = await thunderbird.run<readonly (readonly [string, string])[]>(`${SHARED}
    const session = Cc['@mozilla.org/messenger/searchSession;1'].createInstance(Ci.nsIMsgSearchSession)
    session.addScopeTerm(Ci.nsMsgSearchScope.onlineMail, folder('Inbox'))
    const term = session.createTerm()
    const { value } = term
    value.attrib = Ci.nsMsgSearchAttrib.Body
    value.str = 'speldenknop'
    Object.assign(term, { value, attrib: Ci.nsMsgSearchAttrib.Body, op: Ci.nsMsgSearchOp.Contains, booleanAnd: true })
    session.appendTerm(term)
    const hits = []
    await new Promise((resolve) => {
      session.registerListener({
        onNewSearch() {}, onSearchDone: resolve,
        onSearchHit: (header) => hits.push([header.mime2DecodedSubject, header.mime2DecodedAuthor]),
      })
      session.search(null)
    })
    return hits`)
  assert.deepEqual(found, [['de naald', 'Jan Jansen <jan@elders.test>']])

  const text = await thunderbird.run<string>(`${SHARED}
    const header = [...folder('Inbox').messages].find(({ mime2DecodedSubject }) => mime2DecodedSubject === 'de naald')
    const uri = folder('Inbox').getUriForMsg(header)
    const pipe = Cc['@mozilla.org/network/sync-stream-listener;1'].createInstance(Ci.nsISyncStreamListener)
    MailServices.messageServiceFromURI(uri).streamMessage(uri, pipe, null, null, false, '', false)
    const { NetUtil } = ChromeUtils.importESModule('resource://gre/modules/NetUtil.sys.mjs')
    return NetUtil.readInputStreamToString(pipe.inputStream, pipe.inputStream.available())`)
  assert.match(text, /hooi, en daarin een speldenknop/)

  await thunderbird.run(`${SHARED}
    const named = (subject) => [...folder('Inbox').messages].find((one) => one.mime2DecodedSubject === subject)
    await told((listener) => MailServices.copy.copyMessages(
      folder('Inbox'), [named('de naald')], folder('Archive'), true, listener, null, false))
    await told((listener) => folder('Inbox').deleteMessages([named('weg hiermee')], null, false, true, listener, false))
    await told((listener) => MailServices.imap.selectFolder(folder('Inbox'), listener, null))`)

  const status = async (mailbox: string): Promise<string> =>
    (await client.command(`STATUS ${mailbox} (MESSAGES)`)).untagged.join()
  assert.equal(await status('Archive'), '* STATUS "Archive" (MESSAGES 1)')
  assert.equal(await status('Trash'), '* STATUS "Trash" (MESSAGES 1)')
  await client.command('SELECT Archive')
  assert.match((await client.command('FETCH 1 (ENVELOPE)')).untagged.join(), /"de naald"/)
  await client.command('SELECT Trash')
  assert.match((await client.command('FETCH 1 (ENVELOPE)')).untagged.join(), /"weg hiermee"/)
  await client.command('SELECT INBOX')
  assert.match((await client.command('SEARCH RETURN (COUNT) UNDELETED')).untagged.join(), new RegExp(` COUNT ${LARGE_INBOX_MESSAGES}$`))
})
