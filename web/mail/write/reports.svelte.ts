import type { Jmap, SetAnswer } from '../jmap.ts'

/** "Klopt niet?": says with one click that the guard was wrong (docs/jmap-protection.md §8, GuardReport/set), and takes it back. */

export interface Reported {
  readonly kind: 'finding' | 'warning'
  readonly rule: string
  readonly type: string
  /** `version` of the assessment that was shown. */
  readonly guardVersion: string
}

/** How one report stands: on its way, made, or not made. */
export type ReportState = { readonly id: string } | 'busy' | 'failed'

export class Reports {
  /** By the key of what was reported. */
  states = $state.raw<ReadonlyMap<string, ReportState>>(new Map())
  readonly #jmap: Jmap

  constructor(jmap: Jmap) {
    this.#jmap = jmap
  }

  async report(key: string, report: Reported): Promise<void> {
    const now = this.states.get(key)
    if (now !== undefined && now !== 'failed') return
    this.#set(key, 'busy')
    try {
      const answer = await this.#jmap.one<SetAnswer<{ readonly id: string }>>('GuardReport/set', { create: { report } })
      const id = answer.created?.['report']?.id
      this.#set(key, id === undefined ? 'failed' : { id })
    } catch {
      this.#set(key, 'failed')
    }
  }

  async undo(key: string): Promise<void> {
    const made = this.states.get(key)
    if (typeof made !== 'object') return
    this.#set(key, 'busy')
    try {
      await this.#jmap.one<SetAnswer>('GuardReport/set', { destroy: [made.id] })
      this.#set(key, undefined)
    } catch {
      this.#set(key, made)
    }
  }

  #set(key: string, state: ReportState | undefined): void {
    const states = new Map(this.states)
    if (state === undefined) states.delete(key)
    else states.set(key, state)
    this.states = states
  }
}
