import { bench, run, summary } from 'mitata'
import { present } from '../base/assert.ts'
import { password } from '../accounts/accounts.testing.ts'
import { noFlags } from '../mailstore/flags.ts'
import { openWebHouse } from './web-server.testing.ts'

/** What the webmail asks, over real HTTP, of an account with 5,000 messages in its inbox. */
const MESSAGES = 5000
const LIST = ['id', 'threadId', 'from', 'to', 'subject', 'preview', 'receivedAt', 'keywords', 'mailboxIds', 'hasAttachment']

const house = await openWebHouse()
const anna = await house.signedIn('anna')
const answer = await house.accounts.signIn({ address: 'anna@zonnehof.test', password, door: 'web', ip: '127.0.0.1' })
const open = present(answer.outcome === 'open' ? answer.open : undefined, 'the open account')
const release = house.keyring.hold(open)
const mail = await house.mailstore.open(open)
const inbox = present((await mail.mailboxes()).find(({ role }) => role === 'inbox'), 'the inbox').id
for (let at = 0; at < MESSAGES; at += 50) {
  await Promise.all(Array.from({ length: 50 }, (_, more) => mail.append({
    mailbox: inbox, flags: noFlags, receivedAt: 1e12 + (at + more) * 1000, truth: null, raw: new TextEncoder().encode(
      `From: P <p${more}@example.org>\r\nTo: anna@zonnehof.test\r\nSubject: bericht ${at + more}\r\n\r\n${'tekst '.repeat(200)}\r\n`),
  })))
}
const box = await anna.box('inbox')
const { ids } = await anna.call('Email/query', { limit: 1 })

summary(() => {
  bench('list: query, threads collapsed, and 50 rows', () => anna.jmap(
    ['Email/query', { filter: { inMailbox: box }, collapseThreads: true, limit: 50 }],
    ['Email/get', { '#ids': { resultOf: 'c0', name: 'Email/query', path: '/ids' }, properties: LIST }],
  ))
  bench('open one message with its text', () => anna.call('Email/get', { ids, fetchTextBodyValues: true }))
  bench('flag one message', () => anna.call('Email/set', { update: { [ids[0]]: { 'keywords/$flagged': true } } }))
  bench('search a word', () => anna.call('Email/query', { filter: { text: 'bericht 4999' }, limit: 50 }))
})

if (import.meta.main) {
  await run()
  release()
  await house.close()
}
