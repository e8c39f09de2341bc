/**
 * Hears that something changed on the server (RFC 8620 §7.3). The browser reconnects by itself; when it gave up (an answer
 * other than 200) we try again with growing pauses. After every reconnection `changed` is called, because something may have
 * happened in between, and also when the computer wakes or gets its network back.
 */
export const retryMsMin = 2_000
export const retryMsMax = 60_000

/** The types that stand otherwise now, as far as an event tells; undefined when anything may have changed. */
export function changedTypes(text: unknown): ReadonlySet<string> | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const told = JSON.parse(text) as { readonly changed?: Readonly<Record<string, Readonly<Record<string, string>>>> } | null
    return new Set(Object.values(told?.changed ?? {}).flatMap((states) => Object.keys(states)))
  } catch {
    return undefined
  }
}

export class Events {
  readonly #url: string
  readonly #changed: (types?: ReadonlySet<string>) => void
  #source: EventSource | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #retryMs = retryMsMin
  #closed = false
  #opened = false

  constructor(url: string, changed: (types?: ReadonlySet<string>) => void) {
    this.#url = url
    this.#changed = changed
    addEventListener('online', this.#wake)
    document.addEventListener('visibilitychange', this.#wake)
    this.#listen()
  }

  readonly #wake = (): void => {
    if (this.#closed || document.visibilityState === 'hidden') return
    if (this.#source === undefined || this.#source.readyState === EventSource.CLOSED) {
      this.#retryMs = retryMsMin
      this.#listen()
    }
    this.#changed()
  }

  #listen(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    const source = new EventSource(this.#url)
    this.#source = source
    source.addEventListener('open', () => {
      this.#retryMs = retryMsMin
      if (this.#opened) this.#changed()
      this.#opened = true
    })
    source.addEventListener('state', (event) => this.#changed(changedTypes(event.data)))
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED || this.#closed) return
      this.#timer = setTimeout(() => this.#listen(), this.#retryMs)
      this.#retryMs = Math.min(this.#retryMs * 2, retryMsMax)
      // A session that ended shows itself as a refused call.
      this.#changed()
    })
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#source?.close()
    removeEventListener('online', this.#wake)
    document.removeEventListener('visibilitychange', this.#wake)
  }
}
