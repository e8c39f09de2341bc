import type { Method } from './context.ts'
import { blobCopy } from './methods/blob-copy.ts'
import { blobGet } from './methods/blob-get.ts'
import { blobLookup } from './methods/blob-lookup.ts'
import { blobUpload } from './methods/blob-upload.ts'
import { coreEcho } from './methods/core-echo.ts'
import { emailChanges } from './methods/email-changes.ts'
import { emailCopy } from './methods/email-copy.ts'
import { emailGet } from './methods/email-get.ts'
import { emailImport } from './methods/email-import.ts'
import { emailParse } from './methods/email-parse.ts'
import { emailQuery } from './methods/email-query.ts'
import { emailQueryChanges } from './methods/email-query-changes.ts'
import { emailSet } from './methods/email-set.ts'
import { emailSubmissionChanges } from './methods/email-submission-changes.ts'
import { emailSubmissionGet } from './methods/email-submission-get.ts'
import { emailSubmissionQuery } from './methods/email-submission-query.ts'
import { emailSubmissionQueryChanges } from './methods/email-submission-query-changes.ts'
import { emailSubmissionRecall } from './methods/email-submission-recall.ts'
import { emailSubmissionRelease } from './methods/email-submission-release.ts'
import { emailSubmissionSet } from './methods/email-submission-set.ts'
import { guardContextGet } from './methods/guard-context-get.ts'
import { guardReportSet } from './methods/guard-report-set.ts'
import { identityChanges } from './methods/identity-changes.ts'
import { identityGet } from './methods/identity-get.ts'
import { identitySet } from './methods/identity-set.ts'
import { mailboxChanges } from './methods/mailbox-changes.ts'
import { mailboxGet } from './methods/mailbox-get.ts'
import { mailboxQuery } from './methods/mailbox-query.ts'
import { mailboxQueryChanges } from './methods/mailbox-query-changes.ts'
import { mailboxSet } from './methods/mailbox-set.ts'
import { protectionAssessmentGet } from './methods/protection-assessment-get.ts'
import { pushSubscriptionGet } from './methods/push-subscription-get.ts'
import { pushSubscriptionSet } from './methods/push-subscription-set.ts'
import { quotaChanges } from './methods/quota-changes.ts'
import { quotaGet } from './methods/quota-get.ts'
import { quotaQuery } from './methods/quota-query.ts'
import { quotaQueryChanges } from './methods/quota-query-changes.ts'
import { recipientAbilityGet } from './methods/recipient-ability-get.ts'
import { searchSnippetGet } from './methods/search-snippet-get.ts'
import { sentStateGet } from './methods/sent-state-get.ts'
import { threadChanges } from './methods/thread-changes.ts'
import { threadGet } from './methods/thread-get.ts'

/** Every method there is. A new one is one file and one line here. */
export const methods: readonly Method[] = [
  coreEcho, pushSubscriptionGet, pushSubscriptionSet, blobCopy, blobUpload, blobGet, blobLookup,
  quotaGet, quotaChanges, quotaQuery, quotaQueryChanges,
  mailboxGet, mailboxChanges, mailboxQuery, mailboxQueryChanges, mailboxSet,
  threadGet, threadChanges,
  emailGet, emailChanges, emailQuery, emailQueryChanges, emailSet, emailImport, emailCopy, emailParse,
  searchSnippetGet,
  identityGet, identityChanges, identitySet,
  emailSubmissionGet, emailSubmissionChanges, emailSubmissionQuery, emailSubmissionQueryChanges, emailSubmissionSet,
  guardContextGet, guardReportSet, recipientAbilityGet, protectionAssessmentGet,
  emailSubmissionRecall, emailSubmissionRelease,
  sentStateGet,
]
