import { MethodFailure } from '../jmap/errors.ts'
import { isObject } from '../jmap/json.ts'
import type { Context } from './context.ts'

/** Counts the body values of one Email object against the room of the response; `requestTooLarge` when it is used up. */
export function takeRoom<T extends Readonly<Record<string, unknown>>>(email: T, { room }: { readonly room: Pick<Context['room'], 'valuesLeft'> }): T {
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

/** The same for text of any other kind. */
export function takeTextRoom(text: string, { room }: { readonly room: Pick<Context['room'], 'valuesLeft'> }): string {
  room.valuesLeft -= text.length
  if (room.valuesLeft < 0) throw new MethodFailure('requestTooLarge', 'the blobs are too large together; ask for fewer at once')
  return text
}
