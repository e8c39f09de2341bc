import { NumberSet } from '../search/number-set.ts'
import type { AccountState } from './account.ts'
import type { Placed } from './filter.ts'
import type { MessagesLeft } from './search-index.ts'
import type { EmailFilter } from './types.ts'
import type { LiveView, ViewEntry } from './view.ts'

/** What the index says before anything is gathered. */
export interface RuledOut {
  /** Some text that every match must hold is not in this message. */
  readonly rulesOut: (message: number) => boolean
  /** What is left by the text that leaves the fewest; undefined when the index leaves all. */
  readonly left: MessagesLeft | undefined
}

/** Messages that can match by mailbox: each has one entry here, most have no other. */
export interface Gathered {
  readonly mailboxes: readonly { readonly mailbox: number, readonly entries: readonly ViewEntry[] }[]
  /** Further places of messages that stand in several. */
  readonly further: ReadonlyMap<number, readonly Placed[]>
}

/**
 * All messages that can match by mailbox, each once, those of a mailbox by date. What the index rules out is passed over
 * before anything is made for it: a rare word in a large mailbox leaves a few.
 */
export async function gather(
  state: AccountState, filter: EmailFilter, { rulesOut, left }: RuledOut,
): Promise<Gathered> {
  const only = neededMailbox(filter)
  const seen = new NumberSet()
  const further = new Map<number, Placed[]>()
  const mailboxes: { mailbox: number, entries: ViewEntry[] }[] = []
  const take = (mailbox: number, view: LiveView | undefined): void => {
    const entries: ViewEntry[] = []
    for (const entry of entriesOf(view, left)) {
      if (rulesOut(entry.message)) continue
      if (seen.add(entry.message)) entries.push(entry)
      else addFurther(further, { mailbox, entry })
    }
    mailboxes.push({ mailbox, entries })
  }
  if (only !== undefined) take(only, await state.views.get(only))
  if (only !== undefined && (seen.size === 0 || !usesOthers(filter, only))) return { mailboxes, further }
  await state.reloadFolders()
  for (const { mailbox, total } of state.folders.all) {
    if (mailbox === only || total === 0) continue
    const view = await state.views.get(mailbox)
    if (only === undefined) take(mailbox, view)
    else {
      for (const entry of entriesOf(view, left)) {
        if (seen.has(entry.message)) addFurther(further, { mailbox, entry })
      }
    }
  }
  return { mailboxes, further }
}

/** Entries of a mailbox that may match: where the index leaves a few, those alone. */
function entriesOf(view: LiveView | undefined, left: MessagesLeft | undefined): readonly ViewEntry[] {
  return (left && view?.entriesLeft(left)) ?? view?.byDate ?? []
}

function addFurther(further: Map<number, Placed[]>, placed: Placed): void {
  const { message } = placed.entry
  const known = further.get(message)
  if (known === undefined) further.set(message, [placed])
  else known.push(placed)
}

/** The mailbox in which every match must be, by the filter itself or by what it joins by AND. */
function neededMailbox({ inMailbox, allOf }: EmailFilter): number | undefined {
  return inMailbox ?? allOf?.map(neededMailbox).find((mailbox) => mailbox !== undefined)
}

/** Whether places in other mailboxes can change the answer: keywords are those of all places together. */
function usesOthers(filter: EmailFilter, only: number): boolean {
  const { hasKeyword, notKeyword, inMailbox, inMailboxOtherThan } = filter
  return [hasKeyword, notKeyword, inMailboxOtherThan].some((condition) => condition !== undefined)
    || (inMailbox !== undefined && inMailbox !== only)
    || [...filter.allOf ?? [], ...filter.anyOf ?? [], ...filter.noneOf ?? []].some((one) => usesOthers(one, only))
}
