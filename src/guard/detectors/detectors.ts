import { address } from './address.ts'
import { birthDate } from './birth-date.ts'
import { bsn } from './bsn.ts'
import { card } from './card.ts'
import { credentials } from './credentials.ts'
import { email } from './email.ts'
import { foreignId } from './foreign-id.ts'
import { iban } from './iban.ts'
import { identityDocument } from './identity-document.ts'
import { licencePlate } from './licence-plate.ts'
import { ownNumber } from './own-number.ts'
import { phone } from './phone.ts'
import type { Detector } from './detector.ts'

/** Every detector of values, in the order in which they claim a place. */
export const detectors: readonly Detector[] = [credentials, iban, card, bsn, foreignId, identityDocument, birthDate,
  phone, email, address, licencePlate, ownNumber]
