import { types } from 'pg'

/** PostgreSQL type numbers of the columns we have. */
const BOOL = 16
const BYTEA = 17
const INT8 = 20
const NUMERIC = 1700

type Parse = (text: string) => unknown

/**
 * Values as the SQLite engine gives them: whole numbers as numbers, booleans as 0 and 1, bytes as plain `Uint8Array`.
 */
const parsers: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [BOOL, (text) => text === 't' ? 1 : 0],
  [BYTEA, parseBytes],
  [INT8, parseWhole],
  // A sum of integers is numeric in PostgreSQL.
  [NUMERIC, (text) => text.includes('.') ? Number(text) : parseWhole(text)],
])

function parseWhole(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error('the database gave an integer beyond 2^53')
  return value
}

function parseBytes(text: string): Uint8Array {
  if (!text.startsWith('\\x')) throw new Error('bytea_output must be hex')
  return Uint8Array.fromHex(text.slice(2))
}

/** For the `types` option of pg. */
export const columnTypes = {
  getTypeParser(type: number, format?: 'text' | 'binary'): Parse {
    return parsers.get(type) ?? types.getTypeParser(type, format)
  },
}
