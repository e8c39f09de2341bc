import { letter, openImapHouse, type ImapHouse } from '../src/imap-server/server.testing.ts'
import type { TestClient } from '../src/imap-server/client.testing.ts'

/** Messages in the inbox, besides the two that a program looks for. */
export const LARGE_INBOX_MESSAGES = 10_240

/**
 * A house whose `anna@zonnehof.test` has so many messages, and one of them with the subject "de naald" and the word
 * "speldenknop" in it, and one called "weg hiermee"; with a client that has no mailbox open.
 */
export async function openLargeInbox(): Promise<{ readonly house: ImapHouse, readonly client: TestClient }> {
  const house = await openImapHouse()
  const client = await house.client('anna')
  for (let count = 0; count < 20; count++) await client.append('INBOX', letter(`bericht ${count}`))
  await client.command('SELECT INBOX')
  for (let size = 20; size < LARGE_INBOX_MESSAGES; size *= 2) await client.command('COPY 1:* INBOX')
  await client.append('INBOX', letter('de naald', 'hooi, en daarin een speldenknop\r\n'))
  await client.append('INBOX', letter('weg hiermee'))
  await client.command('UNSELECT')
  return { house, client }
}
