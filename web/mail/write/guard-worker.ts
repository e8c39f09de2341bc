import { readWeights, type Weights } from '../../../src/guard/models/weights.ts'
import { judgeLocally, type LocalQuestion, type SenderContext } from './local-judge.ts'
import type { Judged } from './judged.ts'

/**
 * The guard in a thread of its own, so that typing never waits for it. Nothing leaves it but judgements: it asks the server
 * for its weights once and for nothing else. Without them the detectors work on and the judgement names what is missing.
 */

/** What the page says. */
export type ToWorker =
  | { readonly say: 'weights', readonly url: string | undefined }
  | { readonly say: 'context', readonly context: SenderContext }
  | ({ readonly say: 'judge', readonly id: number } & Omit<LocalQuestion, 'context' | 'weights'>)

/** What the worker answers, with how long it took. */
export type FromWorker =
  | { readonly id: number, readonly judged: Judged, readonly ms: number }
  | { readonly id: number, readonly failed: true }

/** Largest file of weights that is read. */
export const weightsBytesMax = 1_500_000

interface Scope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null
  postMessage(message: FromWorker): void
}
const scope = self as unknown as Scope
let context: SenderContext | undefined
let weights: Weights | undefined
/** The weights are on their way, and the last question that was judged without them. */
let isLoading = false
let early: Extract<ToWorker, { readonly say: 'judge' }> | undefined

function judge({ id, draft, known, now, language }: Extract<ToWorker, { readonly say: 'judge' }>): FromWorker {
  if (context === undefined) return { id, failed: true }
  const began = performance.now()
  try {
    return { id, judged: judgeLocally({ draft, context, known, now, language, weights }), ms: performance.now() - began }
  } catch {
    return { id, failed: true }
  }
}

scope.onmessage = ({ data }) => {
  if (data.say === 'context') context = data.context
  else if (data.say === 'weights') void load(data.url)
  else {
    if (isLoading) early = data
    scope.postMessage(judge(data))
  }
}

/** What cannot be loaded or read leaves the detectors at work. What was judged meanwhile is judged again. */
async function load(url: string | undefined): Promise<void> {
  if (url === undefined) return
  isLoading = true
  try {
    const response = await fetch(url)
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.ok && bytes.length <= weightsBytesMax) weights = readWeights(bytes) ?? undefined
  } catch {
    // Offline at the first draft, or a file that is not what it should be: `impaired` says so.
  }
  isLoading = false
  if (weights !== undefined && early !== undefined) scope.postMessage(judge(early))
  early = undefined
}
