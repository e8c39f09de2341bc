import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import type { ServiceKey } from '../keys/keys.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { isHead, verifyHead, type Head } from './heads.ts'
import { decodeLeaf, LEAF_BYTES_MAX, type Salted } from './leaf.ts'
import { leafHash } from './merkle.ts'
import { verifyInclusion } from './proofs.ts'
import { comparePersonal, openPersonal } from './records.ts'
import type { Ledger } from './types.ts'

/**
 * One record with everything a stranger needs to check it: the leaf, its personal fields in the clear with their
 * salts, the way to the root, and the signed head over that root. Nothing else of the ledger is in it.
 */
export interface LedgerReceipt {
  readonly type: 'zegel-receipt'
  readonly version: 1
  /** The leaf as it was hashed: canonical JSON. */
  readonly leaf: string
  readonly personal: Salted
  readonly sequence: number
  /** Hashes in base64url, from the leaf up. RFC 9162 §2.1.3 */
  readonly path: readonly string[]
  readonly head: Head
}

/** Characters of a receipt that are read at most. */
export const RECEIPT_LENGTH_MAX = 16 * LEAF_BYTES_MAX

/** The receipt of one record; undefined when there is none of that id. Signs a head over it when there is none yet. */
async function makeReceipt({ store, serviceKey, ledger, tenant, id }: {
  readonly store: Store, readonly serviceKey: ServiceKey, readonly ledger: Ledger, readonly tenant: number,
    readonly id: string,
}): Promise<LedgerReceipt | undefined> {
  await ledger.signHeads()
  const row = await store.maybe<{ sequence: number, sealed: Uint8Array | null }>(sql`select sequence, sealed_personal as sealed
    from ledger_record where tenant = ${tenant} and id = ${id} and sequence is not null`)
  const signed = await store.maybe<{ size: number, at: number, root: Uint8Array, signature: Uint8Array }>(sql`select size, at,
    root, signature from ledger_head where tenant = ${tenant} and size > ${row?.sequence ?? 0} order by size, at limit 1`)
  if (row === undefined || signed === undefined) return undefined
  const proof = await ledger.proveInclusion({ tenant, sequence: row.sequence, size: signed.size })
  if (proof === undefined) return undefined
  const { size, at, root, signature } = signed
  return {
    type: 'zegel-receipt', version: 1, leaf: new TextDecoder().decode(proof.leaf),
    personal: openPersonal(serviceKey, tenant, id, row.sealed) ?? {}, sequence: row.sequence,
      path: proof.path.map(toBase64Url),
    head: {
      tenant, size, at, root: toBase64Url(root), signature: toBase64Url(signature),
      publicKey: toBase64Url(await ledger.publicKey(tenant)),
    },
  }
}

/** Records looked through for the one about an account. */
const LOOKED_AT_MAX = 500

/** The receipt of the last record of a kind whose facts name this account. */
export async function receiptAbout({ kind, account, ...parts }: Omit<Parameters<typeof makeReceipt>[0], 'id'> & {
  readonly kind: string, readonly account: number,
}): Promise<LedgerReceipt | undefined> {
  const records = await parts.ledger.list({ tenant: parts.tenant, kind, limit: LOOKED_AT_MAX })
  const id = records.find(({ facts }) => facts['account'] === account)?.id
  return id === undefined ? undefined : makeReceipt({ ...parts, id })
}

/** What a receipt says, once it was found to be right; or what is wrong with it. */
export type ReceiptCheck =
  | { readonly ok: true, readonly kind: string, readonly at: number, readonly tenant: number,
    readonly publicKey: string,
    readonly facts: Readonly<Record<string, string | number | boolean>>, readonly personal: Readonly<Record<string,
      string>> }
  | { readonly ok: false, readonly problem: string }

const wrong = (problem: string): ReceiptCheck => ({ ok: false, problem })

/**
 * Checks a receipt with nothing but itself. Whoever wants to know whose key signed it compares `publicKey` with the one
 * the organisation publishes, or gives it here.
 */
export function verifyReceipt(text: string, publicKey?: Uint8Array): ReceiptCheck {
  if (text.length > RECEIPT_LENGTH_MAX) return wrong('the receipt is too long')
  const receipt = readReceipt(text)
  if (receipt === undefined) return wrong('this is no receipt')
  const { head, sequence } = receipt
  const bytes = new TextEncoder().encode(receipt.leaf)
  const leaf = decodeLeaf(bytes)
  if (leaf === undefined) return wrong('the record cannot be read')
  const key = publicKey ?? fromBase64Url(head.publicKey)
  if (key === undefined || !verifyHead(head, key)) return wrong('the signature is not right')
  const path = receipt.path.map((hash) => fromBase64Url(hash))
  const root = fromBase64Url(head.root)
  if (root === undefined || path.some((hash) => hash?.length !== 32)) return wrong('the proof cannot be read')
  const steps = path.filter((hash) => hash !== undefined)
  if (!verifyInclusion({ leaf: leafHash(bytes), index: sequence, size: head.size, path: steps, root })) {
    return wrong('the record is not in the signed ledger')
  }
  if (leaf.tenant !== head.tenant) return wrong('the record is of another organisation')
  if (!comparePersonal(leaf, receipt.personal).fits) return wrong('a name or address was changed')
  const personal = Object.fromEntries(Object.entries(receipt.personal).map(([field, { value }]) => [field, value]))
  return { ok: true, kind: leaf.kind, at: leaf.at, tenant: leaf.tenant, publicKey: head.publicKey, facts: leaf.facts,
    personal }
}

function readReceipt(text: string): LedgerReceipt | undefined {
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof read !== 'object' || read === null) return undefined
  const { type, version, leaf, personal, sequence, path, head } = read as Partial<Record<keyof LedgerReceipt, unknown>>
  const isWhole = type === 'zegel-receipt' && version === 1 && typeof leaf === 'string'
    && Number.isSafeInteger(sequence)
    && Array.isArray(path) && path.every((hash) => typeof hash === 'string') && isHead(head) && isSalted(personal)
  return isWhole ? read as LedgerReceipt : undefined
}

function isSalted(value: unknown): value is Salted {
  return typeof value === 'object' && value !== null && Object.values(value).every((field: unknown) =>
    typeof field === 'object' && field !== null && 'value' in field && 'salt' in field
    && typeof field.value === 'string' && typeof field.salt === 'string')
}
