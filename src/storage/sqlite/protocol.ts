import type { Failure } from '../failure.ts'
import type { Change, Sql } from '../script.ts'
import type { Packing } from './packed-rows.ts'

/**
 * What passes between the event loop and its storage threads: batches, because a message costs more than its content.
 */

/** One call of a script or, on a reader, of a single statement. */
export interface Job {
  readonly id: number
  readonly call: { readonly name: string, readonly module: string, readonly args: unknown } | {
    readonly statement: Sql
  }
}

export type ToThread =
  | { readonly kind: 'jobs', readonly jobs: readonly Job[] }
  | { readonly kind: 'close' }

export type Outcome =
  | { readonly id: number, readonly result: unknown, readonly packing?: Packing | undefined }
  | { readonly id: number, readonly failure: Failure }

export type FromThread =
  | { readonly kind: 'ready', readonly schema: number }
  | { readonly kind: 'failed', readonly failure: Failure }
  | { readonly kind: 'outcomes', readonly outcomes: readonly Outcome[], readonly changes: readonly Change[] }
  | { readonly kind: 'closed' }

/** Handed to the writer when it starts. */
export interface WriterStart {
  readonly path: string
  readonly pageSizeBytes: number
  readonly cacheBytes: number
  readonly migrations: readonly {
    readonly number: number
    readonly name: string
    readonly statements: readonly string[]
  }[]
  readonly now: number
  /** Pages in the file at most; 0 for no limit. A small one shows in a test what a full disk does. */
  readonly pagesMax: number
}

/** Handed to a reader when it starts. */
export interface ReaderStart {
  readonly path: string
  readonly cacheBytes: number
}
