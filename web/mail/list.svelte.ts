import { problemWord } from '../ui/api.ts'
import type { GetAnswer, QueryAnswer } from './jmap.ts'
import type { Mail } from './mail.svelte.ts'
import { hasWords, type Filter } from './search.ts'
import type { EmailHead } from './types.ts'

/** Conversations asked for at a time. */
export const pageRows = 40

/** Where the words of a search stand in an email, marked (RFC 8621 §5); null where they do not. */
export interface Snippet {
  readonly emailId: string
  readonly subject: string | null
  readonly preview: string | null
}

interface ThreadObject {
  readonly id: string
  readonly emailIds: readonly string[]
}

/**
 * A list of conversations, newest first, of which only the pages that were looked at are known. `ids` holds one email per
 * conversation (the newest that fits), with gaps where nobody looked yet, so that 100,000 conversations cost an array.
 */
export class ThreadList {
  readonly key: string
  readonly filter: Filter
  ids = $state.raw<readonly (string | undefined)[]>([])
  total = $state(0)
  status = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state('')
  checkedAt = $state(0)
  /** What stands first: the newest, or where the searched words say most. */
  order = $state<'newest' | 'best'>('newest')
  /** Of a search: what was found, by email id. */
  readonly snippets = $state<Record<string, Snippet>>({})
  readonly #mail: Mail
  readonly #asked = new Set<number>()
  #shown = { from: 0, to: pageRows }
  #round = 0

  constructor(mail: Mail, key: string, filter: Filter) {
    this.#mail = mail
    this.key = key
    this.filter = filter
  }

  /** The rows in view are `from` to `to`: what is not known of them is asked for. */
  async ensure(from: number, to: number): Promise<void> {
    this.#shown = { from, to }
    const wanted: Promise<void>[] = []
    for (let page = Math.floor(from / pageRows); page * pageRows < Math.max(to, 1); page += 1) {
      if (page > 0 && page * pageRows >= this.total) break
      if (!this.#asked.has(page)) wanted.push(this.#load(page))
    }
    await Promise.all(wanted)
  }

  async #load(page: number): Promise<void> {
    const round = this.#round
    this.#asked.add(page)
    try {
      const answer = await this.#query(page)
      if (round !== this.#round) return
      this.#place(answer, this.ids)
    } catch (error) {
      if (round !== this.#round) return
      this.#asked.delete(page)
      this.problem = problemWord(error)
      if (this.status === 'loading') this.status = 'failed'
    }
  }

  /** Query, emails, their threads and the heads of the whole threads, in one request. */
  async #query(page: number): Promise<QueryAnswer> {
    const batch = this.#mail.jmap.batch()
    const query = batch.add<QueryAnswer>('Email/query', {
      filter: this.filter,
      sort: [...(this.order === 'best' ? [{ property: 'relevance', isAscending: false }] : []), { property: 'receivedAt', isAscending: false }],
      collapseThreads: true,
      position: page * pageRows,
      limit: pageRows,
      calculateTotal: true,
    })
    const emails = batch.add<GetAnswer<EmailHead>>('Email/get', { '#ids': query.ref('/ids'), properties: ['id', 'threadId'] })
    const threads = batch.add<GetAnswer<ThreadObject>>('Thread/get', { '#ids': emails.ref('/list/*/threadId') })
    const heads = batch.add<GetAnswer<EmailHead>>('Email/get', {
      '#ids': threads.ref('/list/*/emailIds'), properties: this.#mail.headProperties,
    })
    const snippets = hasWords(this.filter)
      ? batch.add<{ readonly list: readonly Snippet[] }>('SearchSnippet/get', { filter: this.filter, '#emailIds': query.ref('/ids') })
      : undefined
    const answers = await batch.send()
    const rows = answers.of(query)
    if (snippets !== undefined) for (const one of answers.of(snippets).list) this.snippets[one.emailId] = one
    this.#mail.takeThreads(answers.of(threads).list)
    this.#mail.takeHeads(answers.of(heads).list)
    this.#mail.sawState(answers.of(heads).state)
    return rows
  }

  #place(answer: QueryAnswer, onto: readonly (string | undefined)[]): void {
    const total = answer.total ?? Math.max(this.total, answer.position + answer.ids.length)
    const ids = onto.length === total ? onto.slice() : Array.from({ length: total }, (_, row) => onto[row])
    for (const [step, id] of answer.ids.entries()) ids[answer.position + step] = id
    this.total = total
    this.ids = ids
    this.status = 'ready'
    this.problem = ''
    this.checkedAt = Date.now()
  }

  /** The other order; the first page is asked at once. */
  async reorder(order: 'newest' | 'best'): Promise<void> {
    this.order = order
    this.#shown = { from: 0, to: pageRows }
    await this.refresh()
  }

  /** Mail came, went or moved: the pages in view are asked again, the others forgotten. */
  async refresh(): Promise<void> {
    this.#round += 1
    const round = this.#round
    const first = Math.floor(this.#shown.from / pageRows)
    const last = Math.floor(Math.max(this.#shown.to - 1, 0) / pageRows)
    const pages = Array.from({ length: last - first + 1 }, (_, step) => first + step)
    try {
      const answers = await Promise.all(pages.map((page) => this.#query(page)))
      if (round !== this.#round) return
      this.#asked.clear()
      let ids: readonly (string | undefined)[] = []
      for (const [step, answer] of answers.entries()) {
        this.#asked.add(pages[step] ?? 0)
        this.#place(answer, ids)
        ids = this.ids
      }
    } catch (error) {
      if (round !== this.#round) return
      this.problem = problemWord(error)
      if (this.status === 'loading') this.status = 'failed'
    }
  }

  /** Takes conversations off the screen at once, before the server has answered. */
  drop(threads: ReadonlySet<string>): void {
    const ids = this.ids.filter((id) => {
      const head = id === undefined ? undefined : this.#mail.heads.get(id)
      return head === undefined || !threads.has(head.threadId)
    })
    this.total -= this.ids.length - ids.length
    this.ids = ids
  }

  /** The row of a conversation, or -1 when it is not among the known rows. */
  rowOf(thread: string): number {
    return this.ids.findIndex((id) => id !== undefined && this.#mail.heads.get(id)?.threadId === thread)
  }
}
