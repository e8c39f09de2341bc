import type { Migration } from '../migration.ts'
import { migration as accounts } from './0001-accounts.ts'
import { migration as mailstore } from './0002-mailstore.ts'
import { migration as ledger } from './0003-ledger.ts'
import { migration as queue } from './0004-queue.ts'
import { migration as documents } from './0005-documents.ts'
import { migration as protection } from './0006-protection.ts'
import { migration as portal } from './0007-portal.ts'
import { migration as guardFigures } from './0008-guard-figures.ts'
import { migration as pastAssessments } from './0009-past-assessments.ts'
import { migration as ruleDemotions } from './0010-rule-demotions.ts'
import { migration as search } from './0011-search.ts'
import { migration as scram } from './0012-scram.ts'
import { migration as keyRotation } from './0013-key-rotation.ts'
import { migration as quarantine } from './0014-quarantine.ts'
import { migration as domainMet } from './0015-domain-met.ts'
import { migration as pushSubscription } from './0016-push-subscription.ts'
import { migration as queueDestinations } from './0017-queue-destinations.ts'
import { migration as dkimRotation } from './0018-dkim-rotation.ts'
import { migration as reports } from './0019-reports.ts'
import { migration as reputation } from './0021-reputation.ts'
import { migration as sendingStops } from './0022-sending-stops.ts'
import { migration as doors } from './0023-doors.ts'
import { migration as pushTold } from './0025-push-told.ts'

/**
 * The schema, step by step. A step is never edited after a release; a new one goes at the end with the next number.
 */
export const migrations: readonly Migration[] = [accounts, mailstore, ledger, queue, documents, protection, portal,
  guardFigures, pastAssessments, ruleDemotions, search, scram, keyRotation, quarantine, domainMet,
  pushSubscription, queueDestinations, dkimRotation, reports, reputation, sendingStops, doors, pushTold]
