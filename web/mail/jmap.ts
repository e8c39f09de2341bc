import { call, noticeSignedOut, Problem } from '../ui/api.ts'

/**
 * A thin JMAP client (RFC 8620): one POST per batch, result references between the calls of a batch, upload with progress,
 * addresses of downloads and events. It keeps no mail. A call that the server refuses is a `MethodProblem`; everything else
 * that goes wrong is a `Problem` with a word (`offline`, `signed-out`, `server` ...).
 */

const core = 'urn:ietf:params:jmap:core'
const mail = 'urn:ietf:params:jmap:mail'
const submission = 'urn:ietf:params:jmap:submission'
/** Ours: `Email.senderTruth`. Asked for only when the server has it. */
const truth = 'urn:zegel:params:jmap:sender-truth'
/** Ours: the guard and protected mail (docs/jmap-protection.md). Asked for only when the server has it. */
const protection = 'https://zegel.eu/jmap/protection'

interface SessionObject {
  readonly capabilities: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly primaryAccounts: Readonly<Record<string, string>>
  readonly accounts?: Readonly<Record<string, { readonly accountCapabilities?: Readonly<Record<string, Readonly<Record<string, unknown>>>> }>>
  readonly apiUrl: string
  readonly downloadUrl: string
  readonly uploadUrl: string
  readonly eventSourceUrl: string
}

/** The server answered one call with an error (RFC 8620 §3.6.2); `type` is its word, such as `cannotCalculateChanges`. */
export class MethodProblem extends Error {
  override name = 'MethodProblem'
  readonly type: string
  constructor(type: string) {
    super(type)
    this.type = type
  }
}

/** A reference to a result of an earlier call in the same batch (RFC 8620 §3.7). */
export interface ResultReference {
  readonly resultOf: string
  readonly name: string
  readonly path: string
}

/** One call of a batch: gives its place, so that later calls can refer to its answer. */
export interface Called<Answer> {
  readonly id: string
  readonly name: string
  ref(path: string): ResultReference
  /** Only the type of the answer lives here. */
  readonly answer?: Answer
}

export interface GetAnswer<Item> {
  readonly state: string
  readonly list: readonly Item[]
  readonly notFound: readonly string[]
}

export interface QueryAnswer {
  readonly queryState: string
  readonly position: number
  readonly ids: readonly string[]
  readonly total?: number
}

export interface ChangesAnswer {
  readonly oldState: string
  readonly newState: string
  readonly hasMoreChanges: boolean
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly destroyed: readonly string[]
}

export interface SetError {
  readonly type: string
  readonly description?: string
  readonly properties?: readonly string[]
  /** Of `forbiddenToSend`: what is missing, in the shape of docs/jmap-protection.md §6. */
  readonly protection?: unknown
}

export interface SetAnswer<Item = Readonly<Record<string, unknown>>> {
  readonly oldState: string | null
  readonly newState: string
  readonly created: Readonly<Record<string, Item>> | null
  readonly updated: Readonly<Record<string, unknown>> | null
  readonly destroyed: readonly string[] | null
  readonly notCreated: Readonly<Record<string, SetError>> | null
  readonly notUpdated: Readonly<Record<string, SetError>> | null
  readonly notDestroyed: Readonly<Record<string, SetError>> | null
}

export interface Uploaded {
  readonly blobId: string
  readonly type: string
  readonly size: number
}

type Invocation = readonly [name: string, args: Readonly<Record<string, unknown>>, id: string]

/** The answers of a batch. */
export class Answers {
  readonly #byId: ReadonlyMap<string, Invocation>
  constructor(invocations: readonly Invocation[]) {
    // A call with side effects gives a second answer under the same id (onSuccessUpdateEmail): the first is the call's own.
    const byId = new Map<string, Invocation>()
    for (const one of invocations) if (!byId.has(one[2])) byId.set(one[2], one)
    this.#byId = byId
  }

  /** The answer to one call; throws `MethodProblem` when the server refused that call. */
  of<Answer>(called: Called<Answer>): Answer {
    const found = this.#byId.get(called.id)
    if (found === undefined) throw new MethodProblem('noAnswer')
    const [name, args] = found
    if (name === 'error') throw new MethodProblem(typeof args['type'] === 'string' ? args['type'] : 'serverFail')
    return args as Answer
  }
}

/** Calls that travel together, in order. */
export class Batch {
  readonly #jmap: Jmap
  readonly #calls: Invocation[] = []
  constructor(jmap: Jmap) {
    this.#jmap = jmap
  }

  add<Answer>(name: string, args: Readonly<Record<string, unknown>>): Called<Answer> {
    const id = String(this.#calls.length)
    this.#calls.push([name, { accountId: this.#jmap.account, ...args }, id])
    return { id, name, ref: (path) => ({ resultOf: id, name, path }) }
  }

  send(): Promise<Answers> {
    return this.#jmap.send(this.#calls)
  }
}

/** One account over JMAP. Made by `connect`. */
export class Jmap {
  readonly account: string
  readonly hasTruth: boolean
  readonly hasProtection: boolean
  readonly uploadBytesMax: number
  /** All files of one message together (RFC 8621 §1.3.1). */
  readonly attachmentsBytesMax: number
  readonly #session: SessionObject

  private constructor(session: SessionObject) {
    this.#session = session
    this.account = session.primaryAccounts[mail] ?? ''
    this.hasTruth = session.capabilities[truth] !== undefined
    this.hasProtection = session.capabilities[protection] !== undefined
    const limit = session.capabilities[core]?.['maxSizeUpload']
    this.uploadBytesMax = typeof limit === 'number' ? limit : 25_000_000
    const together = session.accounts?.[this.account]?.accountCapabilities?.[mail]?.['maxSizeAttachmentsPerEmail']
    this.attachmentsBytesMax = typeof together === 'number' ? together : this.uploadBytesMax
  }

  static async connect(): Promise<Jmap> {
    const response = await Jmap.#ask('/jmap/session')
    return new Jmap(await response.json() as SessionObject)
  }

  static async #ask(path: string, init?: RequestInit): Promise<Response> {
    try {
      return await call(path, init)
    } catch (error) {
      if (error instanceof Problem && error.status === 401) noticeSignedOut()
      throw error
    }
  }

  batch(): Batch {
    return new Batch(this)
  }

  async send(calls: readonly Invocation[]): Promise<Answers> {
    const using = [core, mail, submission, ...(this.hasTruth ? [truth] : []), ...(this.hasProtection ? [protection] : [])]
    const response = await Jmap.#ask(local(this.#session.apiUrl), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ using, methodCalls: calls }),
    })
    const answer = await response.json() as { readonly methodResponses: readonly Invocation[] }
    return new Answers(answer.methodResponses)
  }

  /** One call on its own. */
  async one<Answer>(name: string, args: Readonly<Record<string, unknown>>): Promise<Answer> {
    const batch = this.batch()
    const called = batch.add<Answer>(name, args)
    return (await batch.send()).of(called)
  }

  /** Where the bytes of a blob are; `type` is what the browser will be told they are. */
  downloadUrl(blobId: string, name: string, type: string): string {
    return fill(local(this.#session.downloadUrl), { accountId: this.account, blobId, name, type })
  }

  /** The bytes of a blob. */
  async download(blobId: string, name: string, type: string): Promise<Blob> {
    const response = await Jmap.#ask(this.downloadUrl(blobId, name, type))
    return response.blob()
  }

  /** Sends a file's bytes; `progress` hears a part between 0 and 1. `fetch` tells no progress of what goes up, hence XHR. */
  upload(file: Blob, options: { readonly progress: (part: number) => void, readonly signal: AbortSignal }): Promise<Uploaded> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open('POST', fill(local(this.#session.uploadUrl), { accountId: this.account }))
      request.setRequestHeader('X-Zegel', '1')
      request.setRequestHeader('Content-Type', file.type === '' ? 'application/octet-stream' : file.type)
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) options.progress(event.loaded / event.total)
      }
      request.onload = () => {
        if (request.status === 401) noticeSignedOut()
        if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as Uploaded)
        else reject(new Problem(uploadProblem(request.status), request.status))
      }
      request.onerror = () => reject(new Problem('offline', 0))
      request.onabort = () => reject(new Problem('stopped', 0))
      options.signal.addEventListener('abort', () => request.abort(), { once: true })
      request.send(file)
    })
  }

  /** Where changes are told as they happen (RFC 8620 §7.3). */
  eventsUrl(): string {
    return fill(local(this.#session.eventSourceUrl), { types: '*', closeafter: 'no', ping: '30' })
  }
}

function uploadProblem(status: number): string {
  if (status === 413) return 'too-large'
  return status === 401 ? 'signed-out' : 'server'
}

/** The session object may name the host; this page only ever talks to its own, so the path is what counts. */
function local(address: string): string {
  const path = address.replace(/^https?:\/\/[^/]+/, '')
  return path === '' ? '/' : path
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : encodeURIComponent(value)
  })
}
