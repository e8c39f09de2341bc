import { nameWords } from './names.ts'
import { Counts, wordMark } from './counts.ts'
import { CONTACTS_MAX, emptyModel, LEARNT_MAX, RECENT_MAX, remember, type RecipientModel } from './model.ts'
import { WORDS_MAX } from './sent-mail.ts'

/**
 * The model as bytes: its version, the length of a JSON head with counters and contacts, the head, the recent mails as
 * 32-bit numbers, the pairs. Another version is not read: the model is then learnt anew from the mail.
 */

const VERSION = 1
/** Longest address and name that are written; an address of 254 bytes is the most there is. RFC 5321 §4.5.3.1.3 */
const ADDRESS_LENGTH_MAX = 320
const NAME_LENGTH_MAX = 200

interface Head {
  readonly mails: number
  readonly now: number
  /** `[address, name, mails, last, warmth]`, in the order of use. */
  readonly contacts: readonly (readonly [string, string | null, number, number, number])[]
  readonly recent: number
}

/** Writes the model. */
export function modelBytes(model: RecipientModel): Uint8Array {
  const head: Head = {
    mails: model.mails, now: model.now, recent: model.recent.length,
    contacts: [...model.contacts.values()].filter(({ address }) => address.length <= ADDRESS_LENGTH_MAX)
      .map(({ address, name, mails, last, warmth }) => [
        address, name?.slice(0, NAME_LENGTH_MAX) ?? null, mails, last, Math.round(warmth * 1e6) / 1e6,
      ]),
  }
  const text = new TextEncoder().encode(JSON.stringify(head))
  const numbers = model.recent.flatMap(({ to, words, subject }) => [to.size, words.size, subject, ...to, ...words])
  const pairs = model.pairs.bytes()
  const written = new Uint8Array(9 + text.length + numbers.length * 4 + pairs.length)
  const view = new DataView(written.buffer)
  view.setUint8(0, VERSION)
  view.setUint32(1, text.length)
  view.setUint32(5, numbers.length)
  written.set(text, 9)
  for (const [at, number] of numbers.entries()) view.setUint32(9 + text.length + at * 4, number)
  written.set(pairs, 9 + text.length + numbers.length * 4)
  return written
}

/** Reads what `modelBytes` wrote; undefined for anything else. */
export function readModel(written: Uint8Array): RecipientModel | undefined {
  if (written.length < 9 || written[0] !== VERSION) return undefined
  const view = new DataView(written.buffer, written.byteOffset, written.byteLength)
  const textEnd = 9 + view.getUint32(1)
  const numbersEnd = textEnd + view.getUint32(5) * 4
  if (numbersEnd > written.length) return undefined
  const head = headOf(written.subarray(9, textEnd))
  if (head === undefined) return undefined
  const model = emptyModel()
  model.mails = head.mails
  model.now = head.now
  for (const [address, name, mails, last, warmth] of head.contacts.slice(-CONTACTS_MAX)) {
    model.contacts.set(address, {
      address, mark: wordMark(address), name, names: nameWords(address, name), mails, last, warmth,
    })
  }
  model.pairs = Counts.from(written.subarray(numbersEnd))
  return readRecent(model, { view, from: textEnd, to: numbersEnd, count: Math.min(head.recent, RECENT_MAX) }) ? model
    : undefined
}

function readRecent(model: RecipientModel, { view, from, to, count }: {
  readonly view: DataView, readonly from: number, readonly to: number, readonly count: number,
}): boolean {
  let at = from
  const take = (numbers: number): number[] => Array.from({ length: numbers }, () => {
    const number = view.getUint32(at)
    at += 4
    return number
  })
  for (let index = 0; index < count; index += 1) {
    if (at + 12 > to) return false
    const [people = 0, words = 0, subject = 0] = take(3)
    if (people > LEARNT_MAX || words > WORDS_MAX || at + (people + words) * 4 > to) return false
    remember(model, { to: new Set(take(people)), words: new Set(take(words)), subject })
  }
  return at === to
}

/** No count is larger: beyond it numbers lose their last digit. */
const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER

function headOf(text: Uint8Array): Head | undefined {
  try {
    const head = JSON.parse(new TextDecoder().decode(text)) as Partial<Head> | null
    const isWhole = isCount(head?.mails) && isCount(head.now) && isCount(head.recent) && Array.isArray(head.contacts)
      && head.contacts.every(isContact)
    return isWhole ? head as Head : undefined
  } catch {
    return undefined
  }
}

function isContact(one: unknown): one is Head['contacts'][number] {
  if (!Array.isArray(one)) return false
  const [address, name, mails, last, warmth] = one as unknown[]
  return typeof address === 'string' && (name === null || typeof name === 'string') && isCount(mails) && isCount(last)
    && isCount(warmth) && warmth <= WARMTH_MAX
}
/** A contact in every mail has a warmth of 33: the sum of what fades by 3 % a mail. */
const WARMTH_MAX = 1000
