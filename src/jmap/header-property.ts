import { MethodFailure } from './errors.ts'

/** The parsed forms of a header field (RFC 8621 §4.1.2). */
export type HeaderForm = 'Raw' | 'Text' | 'Addresses' | 'GroupedAddresses' | 'MessageIds' | 'Date' | 'URLs'

/** `header:List-Id:asText:all` taken apart. */
export interface HeaderProperty {
  readonly property: string
  readonly name: string
  readonly form: HeaderForm
  readonly all: boolean
}

const FORMS: Readonly<Record<string, HeaderForm>> = {
  asRaw: 'Raw', asText: 'Text', asAddresses: 'Addresses', asGroupedAddresses: 'GroupedAddresses',
  asMessageIds: 'MessageIds', asDate: 'Date', asURLs: 'URLs',
}

const addressForms: readonly HeaderForm[] = ['Addresses', 'GroupedAddresses']

/** Which forms the fields of RFC 5322 and RFC 2369 allow besides Raw; every other field allows all. */
const ALLOWED: Readonly<Record<string, readonly HeaderForm[]>> = {
  from: addressForms, sender: addressForms, 'reply-to': addressForms, to: addressForms, cc: addressForms,
  bcc: addressForms, 'resent-from': addressForms, 'resent-sender': addressForms, 'resent-reply-to': addressForms,
  'resent-to': addressForms, 'resent-cc': addressForms, 'resent-bcc': addressForms,
  'message-id': ['MessageIds'], 'in-reply-to': ['MessageIds'], references: ['MessageIds'],
  'resent-message-id': ['MessageIds'], date: ['Date'], 'resent-date': ['Date'],
  subject: ['Text'], comments: ['Text'], keywords: ['Text'], 'list-id': ['Text'],
  'list-help': ['URLs'], 'list-unsubscribe': ['URLs'], 'list-subscribe': ['URLs'], 'list-post': ['URLs'],
  'list-owner': ['URLs'], 'list-archive': ['URLs'], 'return-path': [], received: [],
}

/** Characters of a field name (RFC 5322 §2.2). */
const FIELD_NAME = /^[!-9;-~]{1,76}$/

/** Reads a `header:` property; undefined when the property is none, `invalidArguments` when it is a wrong one. */
export function headerProperty(property: string): HeaderProperty | undefined {
  if (!property.startsWith('header:')) return undefined
  const [, name = '', ...rest] = property.split(':', 5)
  const all = rest.at(-1) === 'all'
  const forms = all ? rest.slice(0, -1) : rest
  const [word = 'asRaw', ...more] = forms
  const form = more.length === 0 && Object.hasOwn(FORMS, word) ? FORMS[word] : undefined
  if (form === undefined || !FIELD_NAME.test(name)) {
    throw new MethodFailure('invalidArguments', `property not known: ${property.slice(0, 100)}`)
  }
  const key = name.toLowerCase()
  const allowed = Object.hasOwn(ALLOWED, key) ? ALLOWED[key] : undefined
  if (form !== 'Raw' && allowed !== undefined && !allowed.includes(form)) {
    throw new MethodFailure('invalidArguments', `${name} has no form as${form}`)
  }
  return { property, name: key, form, all }
}
