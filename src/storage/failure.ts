import { Refusal, Temporary } from '../base/errors.ts'

/** An error as it crosses a thread: its kind and reason survive, so that the edge can still translate it. */
export interface Failure {
  readonly kind: 'refusal' | 'temporary' | 'bug'
  readonly reason: string
  readonly message: string
  readonly stack: string | undefined
}

/** Turns whatever was thrown into its wire form. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Refusal) {
    return { kind: 'refusal', reason: error.reason, message: error.message, stack: error.stack }
  }
  if (error instanceof Temporary) {
    return { kind: 'temporary', reason: error.reason, message: error.message, stack: error.stack }
  }
  if (error instanceof Error) return { kind: 'bug', reason: '', message: error.message, stack: error.stack }
  return { kind: 'bug', reason: '', message: `thrown: ${String(error)}`, stack: undefined }
}

/** Makes the error again on this side. A bug keeps the stack of the other thread as its cause. */
export function fromFailure(failure: Failure): Error {
  if (failure.kind === 'refusal') return new Refusal(failure.reason, failure.message)
  if (failure.kind === 'temporary') return new Temporary(failure.reason, failure.message)
  return new Error(failure.message, { cause: failure.stack })
}
