import { accountAdd } from './account-add.ts'
import {
  accountClose, accountKeep, accountKey, accountReceipt, accountRotate, ledgerReceipt,
} from './account-keys.ts'
import { banAdd, banLift, banList } from './ban.ts'
import { check } from './check.ts'
import type { Command } from './command.ts'
import { demo } from './demo.ts'
import { dkimList, dkimRotate } from './dkim.ts'
import { dnsCheck, dnsRecords } from './dns.ts'
import { guardCheck, guardRecipient, guardScan, guardSpans } from './guard.ts'
import { init } from './init.ts'
import { ledgerExport, ledgerVerify } from './ledger.ts'
import { nta7516Register } from './nta7516.ts'
import {
  queueDelete, queueDestinations, queueHold, queueList, queueRelease, queueRetry, queueShow,
} from './queue.ts'
import { reputationExplain, reputationForget, reputationList } from './reputation.ts'
import { restored } from './restored.ts'
import { serve } from './serve.ts'
import { spamScore } from './spam.ts'

/** Every command there is, in the order of the help. */
export const commands: readonly Command[] = [
  demo, init, serve, restored, accountAdd, accountKey, accountRotate, accountClose, accountKeep, accountReceipt,
  ledgerVerify, ledgerExport, ledgerReceipt, check, banList, banAdd, banLift, reputationList,
  reputationExplain, reputationForget, dnsRecords, dnsCheck, dkimList, dkimRotate,
  nta7516Register, guardCheck, guardSpans, guardRecipient,
  guardScan, spamScore, queueList, queueShow, queueDestinations, queueHold, queueRelease, queueRetry, queueDelete,
]
