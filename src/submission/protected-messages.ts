/**
 * Which messages were secured, so that an answer to one is secured too (design §3: never weaker than decided). Messages are
 * found by a keyed digest of their Message-ID; who was in the conversation stands under the service key; nothing else is kept.
 */
import { day } from '../base/sizes.ts'
import type { Route } from '../guard/types.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import { readScript, sql, sqlList, writeScript, type Script, type Tx } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import type { MessageIds, ProtectedMessage } from './types.ts'

/** How long an answer to a secured mail is recognised. */
export const PROTECTED_KEPT_MS = 2 * 365 * day
/** People of one protected mail that are remembered. */
export const PROTECTED_PEOPLE_MAX = 1000
/** References of one message that are looked up, nearest first. */
export const REFERENCES_LOOKED_MAX = 50
/** Digests in one question to the database. */
const TOKENS_AT_ONCE_MAX = 400
const TOKEN_BYTES = 16

export interface ProtectedRow {
  readonly tenant: number
  readonly token: Uint8Array
  readonly at: number
  readonly box: Uint8Array
}

interface Remembered {
  readonly people: readonly string[]
  readonly routes: Readonly<Record<string, Route>>
  readonly reasons: readonly string[]
}

/** Notes it inside the transaction that hands the mail in. */
export function* insertProtected(tx: Tx, { tenant, token, at, box }: ProtectedRow): Script<void> {
  yield* tx.run(sql`insert into protected_message (tenant, token, noted_at, box) values (${tenant}, ${token}, ${at}, ${box})
    on conflict (tenant, token) do update set noted_at = excluded.noted_at, box = excluded.box`)
}

const findProtected = readScript('protected.find', import.meta.url, function* (
  tx, { tenant, tokens }: { readonly tenant: number, readonly tokens: readonly Uint8Array[] },
): Script<{ token: Uint8Array, box: Uint8Array }[]> {
  const rows: { token: Uint8Array, box: Uint8Array }[] = []
  for (let at = 0; at < tokens.length; at += TOKENS_AT_ONCE_MAX) {
    rows.push(...(yield* tx.all<{ token: Uint8Array, box: Uint8Array }>(sql`select token, box from protected_message
      where tenant = ${tenant} and token in (${sqlList(tokens.slice(at, at + TOKENS_AT_ONCE_MAX))})`)))
  }
  return rows
})

/** Forgets what was noted before a time; gives how many. */
export const forgetProtected = writeScript('protected.forget', import.meta.url, function* (
  tx, { before }: { readonly before: number },
): Script<number> {
  return yield* tx.run(sql`delete from protected_message where noted_at < ${before}`)
})

export interface ProtectedMessages {
  row(args: { readonly tenant: number, readonly messageId: string, readonly at: number } & Remembered): ProtectedRow
  /** For each message: itself secured, or an answer in a secured conversation, or undefined. */
  find(tenant: number, messages: readonly MessageIds[]): Promise<readonly (ProtectedMessage | undefined)[]>
}

export function createProtectedMessages({ store, serviceKey }: {
  readonly store: Store, readonly serviceKey: ServiceKey,
}): ProtectedMessages {
  const encoder = new TextEncoder()
  const tokenOf = (tenant: number, id: string): Uint8Array =>
    serviceKey.mac('protected-message', encoder.encode(`${tenant}/${id.replace(/^<|>$/g, '')}`)).subarray(0, TOKEN_BYTES)
  const placeOf = (tenant: number, token: Uint8Array): Place => ({ tenant, account: 0, kind: 'protected-message', id: token.toHex() })

  return {
    row({ tenant, messageId, at, people, routes, reasons }) {
      const token = tokenOf(tenant, messageId)
      const value: Remembered = { people: people.slice(0, PROTECTED_PEOPLE_MAX), routes, reasons }
      return { tenant, token, at, box: serviceKey.encrypt(placeOf(tenant, token),
        encoder.encode(JSON.stringify(value))) }
    },
    async find(tenant, messages) {
      const ids = messages.map(({ messageId, inReplyTo, references }) => ({
        own: messageId === null ? [] : [tokenOf(tenant, messageId).toHex()],
        others: [...new Set([...inReplyTo, ...references.toReversed()])].slice(0,
          REFERENCES_LOOKED_MAX).map((id) => tokenOf(tenant, id).toHex()),
      }))
      const wanted = [...new Set(ids.flatMap(({ own, others }) => [...own,
        ...others]))].map((hex) => Uint8Array.fromHex(hex))
      if (wanted.length === 0) return messages.map(() => undefined)
      const rows = await store.read(findProtected, { tenant, tokens: wanted })
      const found = new Map(rows.map(({ token, box }) => [token.toHex(), { token, box }]))
      const read = (hex: string): Remembered | undefined => {
        const row = found.get(hex)
        if (row === undefined) return undefined
        return JSON.parse(
          new TextDecoder().decode(serviceKey.decrypt(placeOf(tenant, row.token), row.box)),
        ) as Remembered
      }
      return ids.map(({ own, others }): ProtectedMessage | undefined => {
        const itself = own.map(read).find((one) => one !== undefined)
        if (itself !== undefined) return { ...itself, isItself: true }
        const before = others.map(read).filter((one) => one !== undefined)
        if (before.length === 0) return undefined
        return {
          isItself: false, routes: {}, people: [...new Set(before.flatMap(({ people }) => people))].slice(0,
            PROTECTED_PEOPLE_MAX),
          reasons: [...new Set(before.flatMap(({ reasons }) => reasons))],
        }
      })
    },
  }
}
