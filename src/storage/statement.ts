import { STATEMENT_TEXT_MAX, STATEMENT_VALUES_MAX, VALUE_BYTES_MAX } from './limits.ts'
import type { Sql, SqlValue } from './script.ts'

/**
 * Refuses what one engine would take and the other would not, so that a domain tested on one engine works on both:
 * too many values, NUL in text (PostgreSQL has none), numbers that are not exact, booleans, undefined.
 * Gives the bytes its values hold.
 */
export function checkStatement(statement: Sql): number {
  if (statement.text.length > STATEMENT_TEXT_MAX) {
    throw new Error(`a statement is longer than ${STATEMENT_TEXT_MAX} characters`)
  }
  if (statement.values.length > STATEMENT_VALUES_MAX) {
    const count = statement.values.length
    throw new Error(`a statement has ${count} values, at most ${STATEMENT_VALUES_MAX}: ${brief(statement)}`)
  }
  let bytes = 0
  for (const value of statement.values) bytes += checkValue(value, statement)
  return bytes
}

function checkValue(value: SqlValue, statement: Sql): number {
  let bytes = 8
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new Error(`text with NUL cannot be stored: ${brief(statement)}`)
    bytes = value.length
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw new Error(`a number that is not exact cannot be stored: ${brief(statement)}`)
    }
  } else if (value instanceof Uint8Array) {
    bytes = value.byteLength
  } else if (value !== null) {
    throw new Error(`a ${typeof value} cannot be stored: ${brief(statement)}`)
  }
  if (bytes > VALUE_BYTES_MAX) {
    throw new Error(`a value of ${bytes} bytes is over ${VALUE_BYTES_MAX}: ${brief(statement)}`)
  }
  return bytes
}

/** The beginning of the text, for error messages. Never holds a value. */
export function brief(statement: Sql): string {
  return statement.text.replace(/\s+/g, ' ').trim().slice(0, 120)
}
