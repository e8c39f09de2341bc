/** The guard of `src/guard` in the form the house uses it. */
import { assess } from './guard/assess.ts'
import type { Guard } from './submission/sending.ts'

export const guard: Guard = {
  assess,
  words: { reason: (reason) => reason, warning: ({ id }) => id },
}
