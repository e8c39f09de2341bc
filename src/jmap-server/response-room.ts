import { MethodFailure } from '../jmap/errors.ts'
import { isObject } from '../jmap/json.ts'
import type { Context } from './context.ts'

/** Counts the body values of one Email object against the room of the response; `requestTooLarge` when it is used up. */
export function takeRoom<T extends Readonly<Record<string, unknown>>>(email: T, { room }: Pick<Context, 'room'>): T {
  const values = email['bodyValues']
  if (isObject(values)) {
    for (const one of Object.values(values)) {
      const value = isObject(one) ? one['value'] : undefined
      if (typeof value === 'string') room.valuesLeft -= value.length
    }
  }
  if (room.valuesLeft < 0) throw new MethodFailure('requestTooLarge', 'the bodies are too large together; ask for fewer at once')
  return email
}
