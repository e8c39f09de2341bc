import { adminNl } from './admin.nl.ts'
import { houseNl } from './house.nl.ts'
import { readNl } from './read.nl.ts'
import { settingsNl } from './settings.nl.ts'
import { signInNl } from './sign-in.nl.ts'
import { writeNl } from './write.nl.ts'

/**
 * Every word on screen in Dutch: B1, u-form, digits, at most 15 words in a sentence. First what is so, then what to do.
 * One file per room. `en.ts` must have the same keys; the type of this object is the contract.
 */
export const nl = {
  ...houseNl,
  ...signInNl,
  ...readNl,
  ...writeNl,
  ...settingsNl,
  ...adminNl,
}

/** What every catalogue must hold. */
export type Texts = typeof nl
