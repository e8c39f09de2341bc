/**
 * The guard's values: a draft and what is known around it go in, an assessment comes out. Pure: the same code advises in
 * the browser while somebody writes and decides on the server when it is sent. Words: design §6 and §11.
 */

/** Why a mail must be secured. `criminal`, `special-category` and `children` are subclasses that a policy may treat apart. */
export type Reason =
  | 'national-id' | 'health' | 'financial' | 'personal-data' | 'dossier' | 'credentials' | 'confidential-business'
  | 'criminal' | 'special-category' | 'children'

/** How heavy the guard speaks. `record`: the log only; `advise`: inline; `protect`: secured by default; `block`: must change. */
export type Level = 'record' | 'advise' | 'protect' | 'block'

/** How one recipient's copy travels, lightest first for what needs nothing. */
export type Route = 'internal' | 'ordinary' | 'verified-tls' | 'nta7516' | 'openpgp' | 'portal'

/** A part of the draft that text stands in. */
export type PartKind = 'subject' | 'body' | 'attachment-name' | 'attachment-text'

/** What kind of text a stretch of the body is; boilerplate never counts as evidence, quoted text does. */
export type SegmentKind = 'new' | 'quoted' | 'signature' | 'disclaimer'

export interface DraftAttachment {
  /** Stable within the draft, for findings to point at. */
  readonly id: string
  readonly name: string
  readonly type: string
  readonly sizeBytes: number
  /** Text that an extractor gave; undefined while it is not known. */
  readonly text?: string
  /**
   * Why there is no text: encrypted, unknown format, over a limit, broken, or extraction has not run (browser).
   * Never clean.
   */
  readonly unread?: 'encrypted' | 'unknown-format' | 'over-limit' | 'broken' | 'not-yet'
  /** What a sender may not know to be in the file. */
  readonly notes?: readonly AttachmentNote[]
  /** Where these are, or who is named: the sheet that is hidden, the author. */
  readonly noted?: readonly NotedPlace[]
  /** Pages, sheets and the like, in the order of the text: a finding lies in the last place that begins before it. */
  readonly places?: readonly AttachmentPlace[]
}

/** Something in a file that its reader sees and its sender may have overlooked, or that says how its text was got. */
export type AttachmentNote =
  | 'hidden-sheet' | 'hidden-rows' | 'hidden-columns' | 'hidden-slide' | 'hidden-text' | 'tracked-changes' | 'comments'
  | 'speaker-notes' | 'metadata-author' | 'metadata-location' | 'form-fields' | 'annotations' | 'embedded-files' | 'macros'
  | 'read-by-ocr' | 'pictures-not-read'

/** A note with what people call its place: `hidden-sheet` and `Salaris`, `metadata-author` and a name. */
export interface NotedPlace { readonly note: AttachmentNote, readonly label: string }

/** Where a part of a file's text begins, and what a person calls it: page `3`, sheet `Salaris`, file `bijlage.docx`. */
export interface AttachmentPlace {
  /** UTF-16 units from the start of the text. */
  readonly offset: number
  readonly kind: 'page' | 'sheet' | 'slide' | 'file' | 'notes' | 'comments' | 'picture' | 'properties' | 'hidden'
  readonly label: string
}

export interface DraftRecipient {
  readonly address: string
  readonly name: string | null
  readonly field: 'to' | 'cc' | 'bcc'
}

/** What somebody is about to send. */
export interface Draft {
  readonly from: string
  readonly recipients: readonly DraftRecipient[]
  readonly subject: string
  /** Plain text of the body (HTML already turned into text). */
  readonly body: string
  readonly attachments: readonly DraftAttachment[]
  /** Sent as an answer in this conversation: its protection holds (never weaker than decided). */
  readonly threadProtected?: boolean
  /** Recipients that were in the protected thread before; outsiders not among them were added now. */
  readonly threadRecipients?: readonly string[]
}

/** What the servers of a domain can do, and how old that knowledge is. */
export interface DomainAbility {
  readonly verifiedTls: 'dane' | 'pinned' | 'mta-sts' | 'certificate' | 'none' | 'unknown'
  readonly nta7516: boolean | 'unknown'
  /** ms since 1970 when this was looked at; null when never. */
  readonly checkedAt: number | null
}

export interface RecipientKnowledge {
  readonly address: string
  readonly isInternal: boolean
  readonly ability: DomainAbility
  /** A key that was pinned for this recipient. */
  readonly hasPinnedKey: boolean
  /** How the recipient can prove who they are in the portal: a verified number, an agreed code. */
  readonly hasVerifiedPhone: boolean
  /** Mails this account sent them before; 0 means first time. */
  readonly sentBefore: number
  /**
   * From the account's own sent mail (`recipients.ts`): how likely this recipient came into this mail by a slip, 0 to 1, and
   * who was likely meant. Not there while the model hardly knows the account.
   */
  readonly slip?: { readonly score: number, readonly meant?: string }
  /**
   * What is known of the domain: days since it was registered, whether it stands on a list of bad ones, and days since
   * anybody of this organisation first wrote there (null: never, while the organisation knows many others).
   */
  readonly domainStanding?: { readonly ageDays?: number, readonly isListed?: boolean, readonly metDays?: number | null }
  /**
   * How many other people's numbers stand in the newest mails with this recipient. Only known of recipients whose mails hold
   * none of the draft's numbers.
   */
  readonly otherNumbers?: number
}

/** A number of one person that stands in the draft, and in earlier mails of this account. */
export interface SeenNumber {
  /** As `person-numbers.ts` compares it. */
  readonly key: string
  /** Earlier mails that hold it, as far as they were looked at. */
  readonly mails: number
  /** Who sent or got them, lower case, most mails first; without the account itself. */
  readonly people: readonly string[]
}

/** Everything the guard may know besides the draft. Gathered before; the guard asks nothing. */
export interface Knowledge {
  readonly now: number
  readonly internalDomains: readonly string[]
  readonly recipients: readonly RecipientKnowledge[]
  /** Addresses this account wrote to before, with names where known. At most 5,000. */
  readonly contacts: readonly { readonly address: string, readonly name: string | null }[]
  /** The organisation's own account numbers, phone numbers and names: never a finding. */
  readonly own: { readonly ibans: readonly string[], readonly phones: readonly string[],
    readonly names: readonly string[] }
  readonly session: { readonly secondFactor: boolean, readonly network: 'known' | 'unknown' | 'public' }
  /** Who writes: the display name of the account, for signature and greeting. */
  readonly senderName: string | null
  /** Which of the draft's numbers of persons stand in earlier mails; undefined where nobody looked. */
  readonly seenNumbers?: readonly SeenNumber[]
  /** Warnings that this person was shown in the last day and the last seven days; undefined where not counted. */
  readonly warned?: { readonly day: number, readonly week: number }
}

/** One marked place. Offsets are UTF-16 units in the part's text, end exclusive. */
export interface Finding {
  /** Detector that found it, kebab-case: `bsn`, `iban`, `health-person` ... */
  readonly detector: string
  /** Entity type as reported outside: `BSN`, `IBAN`, `CARD`, `DOB`, `PHONE`, `EMAIL`, `ADDRESS`, `CREDENTIAL`, `HEALTH`, `PERSON`, `DOSSIER`, `BUSINESS`, `FINANCIAL` ... */
  readonly type: string
  readonly part: PartKind
  /** Attachment id, when the part is of one. */
  readonly attachment?: string
  readonly start: number
  readonly end: number
  /** 0 to 1: how sure the guard is that this is what it says. */
  readonly confidence: number
  readonly segment: SegmentKind
  /** Why it was believed: rule ids such as `eleven-test`, `context:bsn-before`; never the matched text. */
  readonly why: readonly string[]
}

/** A reason with what it rests on. */
export interface ReasonFound {
  readonly reason: Reason
  readonly score: number
  /** Indexes into `findings`. */
  readonly findings: readonly number[]
  readonly rules: readonly string[]
}

export type WarningId =
  | 'greeting-mismatch' | 'forgotten-attachment' | 'attachment-mismatch' | 'lookalike-address' | 'autocomplete-namesake'
  | 'internal-only-to-external' | 'many-external-visible' | 'first-time-outside' | 'outsider-added-to-protected-thread'
  | 'unread-attachment' | 'no-second-factor' | 'unknown-network' | 'need-to-know'
  | 'unusual-recipient' | 'impersonator' | 'forgotten-recipient' | 'private-address' | 'suspicious-domain' | 'several-clients'
  | 'hidden-content' | 'other-client'

/** A likely human error. */
export interface Warning {
  readonly id: WarningId
  readonly level: Exclude<Level, 'protect'>
  readonly score: number
  /** Recipients, attachments or places it is about. */
  readonly recipients: readonly string[]
  readonly attachments: readonly string[]
  /** Places inside the attachments that it is about: names of sheets, slides, people. */
  readonly places?: readonly string[]
  /** What might be meant instead, such as the known address that this one looks like. */
  readonly suggestion?: string
  readonly rules: readonly string[]
  /** Beyond the person's budget (`warnings/budget.ts`): there for who looks, not shown aloud. */
  readonly isQuiet?: true
}

/** What is decided for one recipient. */
export interface RecipientDecision {
  readonly address: string
  readonly route: Route
  /** Routes that were tried before this one and why they fell away, rule ids. */
  readonly passedOver: readonly { readonly route: Route, readonly why: string }[]
  /** No route of the policy can carry it: the mail must wait or go another way. */
  readonly isImpossible: boolean
}

export interface Assessment {
  /** Version of code and weights, recorded with every decision. */
  readonly version: string
  readonly policyVersion: string
  /** True when at least one recipient outside needs protection. */
  readonly secure: boolean
  readonly level: Level
  readonly reasons: readonly ReasonFound[]
  /** Scores of reasons, also of those that stayed under their threshold but came near it. */
  readonly scores: Readonly<Partial<Record<Reason, number>>>
  /** Reasons the guard is too unsure of to secure the mail, and too sure of to say nothing. */
  readonly doubts?: readonly Reason[]
  readonly findings: readonly Finding[]
  readonly warnings: readonly Warning[]
  readonly recipients: readonly RecipientDecision[]
  /** How long the mail waits so that it can be taken back, ms. */
  readonly holdMs: number
  /** Parts of the guard that could not work (a model that did not load); visible to users and in the ledger. */
  readonly impaired: readonly string[]
}

/** What an organisation chose. Read from one YAML by the service; the guard gets the value. */
export interface Policy {
  readonly version: string
  /** `shadow`: assess and record, change nothing. */
  readonly mode: 'active' | 'shadow'
  /** Routes to try, in order, for each reason. */
  readonly routes: Readonly<Record<Reason, readonly Route[]>>
  /** Proofs of verified TLS that count, for each reason (`dane`, `pinned`, `mta-sts`, `certificate`). */
  readonly tlsProofs: Readonly<Record<Reason, readonly Exclude<DomainAbility['verifiedTls'], 'none' | 'unknown'>[]>>
  /** Level of each reason when a recipient is outside. */
  readonly levels: Readonly<Record<Reason, Level>>
  readonly warningLevels: Readonly<Record<WarningId, Exclude<Level, 'protect'> | 'off'>>
  /** Smallest score at which a reason counts. */
  readonly thresholds: Readonly<Record<Reason, number>>
  /** From this score on, below the one above: the sender is advised, nothing is secured. */
  readonly adviseThresholds: Readonly<Record<Reason, number>>
  /** What an attachment that cannot be read means for recipients outside. */
  readonly unreadAttachments: 'protect' | 'advise' | 'record'
  readonly holdSeconds: Readonly<Record<Level, number>>
  /** What the sender may do against the guard: send ordinarily after giving a ground, or not at all. */
  readonly mayOverride: Readonly<Record<Reason, 'with-ground' | 'no'>>
  /** Organisation's own patterns: client numbers and the like, as fixed shapes (letters, digits, separators). */
  readonly ownNumbers: readonly { readonly name: string, readonly shape: string, readonly reason: Reason }[]
}
