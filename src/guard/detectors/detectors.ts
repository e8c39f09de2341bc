import type { Reason } from '../types.ts'
import { address } from './address.ts'
import { agb } from './agb.ts'
import { apiKey } from './api-key.ts'
import { big } from './big.ts'
import { birthDate } from './birth-date.ts'
import { bsn } from './bsn.ts'
import { card } from './card.ts'
import { drivingLicence } from './driving-licence.ts'
import { educationNumber } from './education-number.ts'
import { ehic } from './ehic.ts'
import { email } from './email.ts'
import { iban } from './iban.ts'
import { ip } from './ip.ts'
import { kvk } from './kvk.ts'
import { kvnr } from './kvnr.ts'
import { licencePlate } from './licence-plate.ts'
import { mrz } from './mrz.ts'
import { nhs } from './nhs.ts'
import { nino } from './nino.ts'
import { nir } from './nir.ts'
import { ownNumber } from './own-number.ts'
import { passport } from './passport.ts'
import { password } from './password.ts'
import { phone } from './phone.ts'
import { privateKey } from './private-key.ts'
import { rentenversicherung } from './rentenversicherung.ts'
import { rijksregister } from './rijksregister.ts'
import { rsin } from './rsin.ts'
import { steuerId } from './steuer-id.ts'
import { uzovi } from './uzovi.ts'
import { vNumber } from './v-number.ts'
import { vatId } from './vat-id.ts'
import type { Detector } from './detector.ts'

/** Every detector of values, in the order in which they claim a place. */
export const detectors: readonly Detector[] = [
  privateKey, apiKey, password,
  iban, card,
  bsn, educationNumber, vNumber, passport, mrz, drivingLicence, rijksregister, nir, steuerId, kvnr,
    rentenversicherung, nhs, nino, ehic,
  ownNumber, rsin, vatId, kvk, big, agb, uzovi,
  birthDate, phone, email, ip, address, licencePlate,
]

const feeds = new Map(detectors.map(({ id, feeds: reason }) => [id, reason]))

/** The reason that a find of this detector is by itself; null when it only helps others. */
export const reasonFedBy = (detector: string): Reason | null => feeds.get(detector) ?? null
