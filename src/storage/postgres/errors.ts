import { Temporary } from '../../base/errors.ts'

/** Errors after which the same script may succeed when it runs again from its beginning. */
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'
/** Two scripts inserted the same key at once; run again, the second sees the first, as on SQLite. */
const UNIQUE_VIOLATION = '23505'

/** The SQLSTATE of an error of the server, or the system code of a connection that failed. */
function stateOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Is it worth running the whole script again? */
export function mayRetry(error: unknown): 'conflict' | 'duplicate' | 'no' {
  const state = stateOf(error)
  if (state === SERIALIZATION_FAILURE || state === DEADLOCK) return 'conflict'
  return state === UNIQUE_VIOLATION ? 'duplicate' : 'no'
}

/** Is the connection lost, so that a commit under way is in doubt? */
export function isLost(error: unknown): boolean {
  const state = stateOf(error)
  if (state === '') {
    return error instanceof Error &&
      /^(Connection terminated|Client has encountered|timeout exceeded)/.test(error.message)
  }
  return state.startsWith('08') || state.startsWith('57P') || /^E[A-Z]+$/.test(state)
}

/** What the error means to a caller; what is our own bug stays as it is. */
export function translateError(error: unknown): unknown {
  const state = stateOf(error)
  if (state === '53100' || state === '58030') {
    return new Temporary('storage-full', 'the disk of the database server is full or fails', { cause: error })
  }
  if (state.startsWith('53')) {
    return new Temporary('storage-busy', 'the database server has no room for this now', { cause: error })
  }
  if (mayRetry(error) === 'conflict') {
    return new Temporary('storage-busy', 'the database server kept finding conflicts', { cause: error })
  }
  if (isLost(error)) {
    return new Temporary('storage-unavailable', 'the database server cannot be reached', { cause: error })
  }
  return error
}
