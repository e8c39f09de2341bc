/** Short messages at the bottom of the page. One at a time: a newer one takes the place. */
export interface Notice {
  readonly text: string
  /** A way back, such as "Zet terug". */
  readonly action?: { readonly label: string, readonly run: () => void }
}

/** A message that has been sent and can still be taken back. */
export interface Held {
  readonly submission: string
  readonly email: string
  readonly subject: string
  /** Every copy of it that leaves the house goes secured. */
  readonly secured: boolean
  /** When it leaves, ms, by this computer's clock. */
  readonly leavesAt: number
  readonly startedAt: number
  readonly takeBack: () => void
  /** Called when the time is over by this computer's clock. */
  readonly over: () => void
}

/** How long a notice stays; longer when there is something to press. */
export const noticeMs = 6_000
export const noticeWithActionMs = 12_000

class Notices {
  shown = $state.raw<Notice | undefined>(undefined)
  held = $state.raw<Held | undefined>(undefined)
  online = $state(navigator.onLine)
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    addEventListener('online', () => { this.online = true })
    addEventListener('offline', () => { this.online = false })
  }

  say(text: string, action?: Notice['action']): void {
    clearTimeout(this.#timer)
    this.shown = action ? { text, action } : { text }
    this.#timer = setTimeout(() => { this.shown = undefined }, action ? noticeWithActionMs : noticeMs)
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.shown = undefined
  }

  hold(held: Held): void {
    this.clear()
    this.held = held
  }

  release(): void {
    this.held = undefined
  }
}

export const notices = new Notices()
