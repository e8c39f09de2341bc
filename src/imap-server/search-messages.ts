import type { SearchKey } from '../imap/search.ts'
import { threadOf } from '../jmap/ids.ts'
import type { LookUp } from '../mailstore/search-index.ts'
import type { AccountMail } from '../mailstore/types.ts'
import type { Context } from './command.ts'
import { MessageBytes, readAhead } from './message-bytes.ts'
import { createPace, type Pace } from './pace.ts'
import { createProgress } from './progress.ts'
import { compileSearch, lookUpName, textsIn, threadIdsIn, type SearchTest } from './search-test.ts'
import { Candidate } from './search-candidate.ts'

export interface Found {
  readonly seq: number
  readonly uid: number
  readonly modseq: number
}

/** Messages whose records are asked for at a time. */
export const SEARCH_SLAB = 256
/**
 * All messages that the key fits, ascending: what flags and dates decide first, then list records, then bodies, each
 * only for what is still open. Others are served meanwhile. 'stopped' when the client is gone. `among`: of these UIDs
 * only, ascending, without telling how far it is.
 */
export async function searchMessages(
  key: SearchKey, context: Context, among?: readonly number[],
): Promise<readonly Found[] | 'stopped'> {
  const { session, services, out } = context
  const { selected, mail } = session
  const test = compileSearch(key, {
    selected, now: services.clock.now(), threads: await threadMembers(key, mail), lookUps: await lookUpTexts(key, mail),
  })
  const pace = createPace()
  const uids = among ?? selected.knownUids()
  const progress = among === undefined ? createProgress(context) : () => undefined
  const found: Found[] = []
  for (let from = 0; from < uids.length; from += SEARCH_SLAB) {
    const open: Candidate[] = []
    const fits = new Set<Candidate>()
    for (let at = from; at < Math.min(from + SEARCH_SLAB, uids.length); at++) {
      const entry = selected.view.entry(uids[at] as number)
      if (!entry) continue
      const seq = among === undefined ? at + 1 : selected.seqOf(entry.uid)
      const candidate = new Candidate(seq, entry, new MessageBytes(mail, entry.message, entry.sizeBytes))
      const verdict = test.quick(candidate)
      if (verdict !== false) open.push(candidate)
      if (verdict === true) fits.add(candidate)
    }
    const decided = await decide(open.filter((candidate) => !fits.has(candidate)), test, { mail, pace, out })
    if (decided === 'stopped') return 'stopped'
    for (const candidate of decided) fits.add(candidate)
    for (const candidate of open) {
      if (!fits.has(candidate)) continue
      found.push({ seq: candidate.seq, uid: candidate.entry.uid, modseq: candidate.entry.modseq })
    }
    progress(Math.min(from + SEARCH_SLAB, uids.length), uids.length)
    await pace.breathe()
  }
  return found
}

/** Those that fit, of candidates that flags and dates left open. */
async function decide(
  open: readonly Candidate[], test: SearchTest,
  { mail, pace, out }: { readonly mail: AccountMail, readonly pace: Pace, readonly out: { readonly open: boolean } },
): Promise<readonly Candidate[] | 'stopped'> {
  if (open.length === 0) return []
  const fits: Candidate[] = []
  const deep: Candidate[] = []
  const records = await mail.records(open.map(({ entry }) => entry.message))
  for (const [at, candidate] of open.entries()) {
    candidate.record = records[at]
    const verdict = candidate.record ? test.quick(candidate) : false
    if (verdict === undefined) deep.push(candidate)
    else if (verdict) fits.push(candidate)
    await pace.breathe()
  }
  for (const [at, candidate] of deep.entries()) {
    readAhead(deep, at)
    if (await test.deep(candidate, pace)) fits.push(candidate)
    candidate.bytes.forget()
    await pace.breathe()
    if (!out.open) return 'stopped'
  }
  return fits
}

/** What the search index says of each text in the key, asked once for all messages. */
async function lookUpTexts(key: SearchKey, mail: AccountMail): Promise<ReadonlyMap<string, LookUp>> {
  const answers = new Map<string, LookUp>()
  for (const { where, text } of textsIn(key)) {
    const name = lookUpName(where, text)
    if (!answers.has(name)) answers.set(name, await mail.lookUp(text, where))
  }
  return answers
}

async function threadMembers(key: SearchKey, mail: AccountMail): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const known = new Map(threadIdsIn(key).flatMap((id) => {
    const thread = threadOf(id)
    return thread === undefined ? [] : [[id, thread] as const]
  }))
  if (known.size === 0) return new Map()
  const members = await mail.threads([...known.values()])
  return new Map([...known.keys()].map((id, at) => [id, new Set(members[at])]))
}
