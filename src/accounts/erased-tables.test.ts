import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { boxTables } from '../keys/account-boxes.ts'
import { sql } from '../storage/script.ts'
import { openAccountsHouse, type AccountsHouse } from './accounts.testing.ts'
import { erasedTables, keptTables, keyTables, lastTables } from './erased-tables.ts'

/** Ciphertext columns of tables with an account: under which key, and what a key rotation does with it. */
const ciphertext: Readonly<Record<string, string>> = {
  'account.profile': 'service key',
  'account.sealing_public': 'public; a new pair with each key',
  'account.sealing_secret': 'account key; anew with each key',
  'address.token': 'digest under the service key', 'address.address': 'service key',
  'account_wrap.salt': 'random', 'account_wrap.box': 'the way in itself', 'account_wrap.label': 'service key',
  'account_wrap.scram_keys': 'service key', 'account_wrap.scram_box': 'the way in itself',
  'account_wrap.way_public': 'public', 'account_wrap.way_box': 'the account key; anew with each key',
  'session.half': 'random', 'session.box': 'the way in itself', 'session.device': 'service key',
  'session.way_public': 'public', 'session.way_box': 'the account key; anew with each key',
  'mailbox.name': 'account key; pass mailbox-names', 'mailbox.token': 'account key; pass mailbox-names',
  'keyword.name': 'account key; pass mailbox-names', 'keyword.token': 'account key; pass mailbox-names',
  'thread_reference.token': 'account key; passes list-pages and threads',
  'record_page.sealed': 'account key; pass list-pages', 'body.sealed': 'a key of its own, in the list page',
  'sealed.encapsulation': 'key pair; pass sealed-mail', 'sealed.box': 'key pair; pass sealed-mail',
    'sealed.mac': 'service key',
  'upload.sealed': 'a key of its own, in the head',
  'sent_copy.token': 'account key; looked up under both, gone after a day',
  'outgoing.repeat_token': 'digest', 'outgoing.envelope': 'service key',
    'outgoing.body': 'a key of its own, in the envelope',
  'portal_message.encapsulation': 'key pair; pass guest-messages',
    'portal_message.sealed_box': 'key pair; pass guest-messages',
  'portal_message.sealed_mac': 'service key',
  'push_subscription.box': 'service key',
  'former_key.box': 'account key; gone at the end', 'former_key.sealing_secret': 'former key; gone at the end',
  'sending_stop.facts': 'service key', 'abuse_report.facts': 'service key',
  'account_closing.facts': 'service key', 'account_closing.receipt': 'service key',
}
/** Of these tables the rest stands under the service key or keys of guests, never under the account's. */
const ofGuests = /^portal_/

describe('the schema', () => {
  let house: AccountsHouse
  before(async () => {
    house = await openAccountsHouse()
  })
  after(() => house.close())

  async function columns(): Promise<readonly { readonly table: string, readonly column: string,
    readonly type: string }[]> {
    return house.store.all(sql`select m.name as "table", c.name as "column", c.type as type
      from sqlite_schema as m, pragma_table_info(m.name) as c where m.type = 'table' and m.name not like 'sqlite_%'`)
  }

  test('every table with an account in it is erased when the account closes, or stays for a reason', async () => {
    const all = await columns()
    const withAccount = [...new Set(all.filter(({ column }) => column === 'account').map(({ table }) => table)),
      'account'].sort()
    const named = [...erasedTables.map(({ table }) => table), ...keyTables, ...lastTables,
      ...Object.keys(keptTables)].sort()
    assert.deepEqual(withAccount, named, 'a new table belongs into src/accounts/erased-tables.ts')
    for (const { table, keys } of erasedTables) {
      const own = all.filter((one) => one.table === table).map(({ column }) => column)
      for (const key of keys) assert.ok(own.includes(key), `${table}.${key}`)
    }
  })

  test('every ciphertext of an account is known to key rotation', async () => {
    const all = await columns()
    const withAccount = new Set(all.filter(({ column }) => column === 'account').map(({ table }) => table))
    const known = new Set([...Object.keys(ciphertext), ...boxTables.map(({ table, box }) => `${table}.${box}`)])
    const unknown = all.filter(({ table, type }) => (withAccount.has(table) || table === 'account') && type === 'blob')
      .map(({ table, column }) => `${table}.${column}`).filter((name) => !known.has(name) && !ofGuests.test(name))
    assert.deepEqual(unknown, [], 'a new column under the account key belongs into src/keys/account-boxes.ts or a pass')
  })
})
