/** Facts of a mail's header and structure as marks: who says so, and by what hand it was made. Pure. */
import type { Letter } from './letter.ts'
import type { Notes } from './places.ts'

/** Fields whose presence says how a mail was made; those of lists, relays and collections are left out. */
const FIELDS = ['in-reply-to', 'references', 'reply-to', 'sender', 'cc', 'user-agent', 'organization', 'importance', 'priority', 'content-disposition', 'comments', 'mime-version'] as const

export function senderFacts({ from, replyTo, fields }: Letter, notes: Notes): void {
  if (from === undefined) {
    notes.note('from', 'none')
    return
  }
  const address = from.email.toLowerCase()
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  const labels = domain.split('.')
  notes.note('from-domain', labels.slice(-2).join('.'))
  notes.note('from-ending', labels.at(-1) ?? '')
  notes.note('from-labels', String(Math.min(labels.length, 5)))
  const local = address.slice(0, Math.max(0, at))
  notes.note('from-local', local.replace(/\d+/g, '0').slice(0, 40))
  notes.note('from-digits', String(Math.min(6, local.replace(/\D/g, '').length)))
  notes.note('from-length', String(Math.min(8, local.length >> 2)))
  notes.note('name', from.name === null ? 'none' : from.name.includes('@') ? 'address' : String(from.name.split(/\s+/).length))
  const reply = replyTo?.email.toLowerCase()
  if (reply !== undefined) {
    notes.note('reply', reply === address ? 'same' : reply.endsWith(`@${domain}`) ? 'same-domain' : 'elsewhere')
    notes.note('reply-domain', reply.slice(reply.lastIndexOf('@') + 1))
  }
  for (const field of FIELDS) if (fields.has(field)) notes.note('field', field)
  notes.note('answers', fields.has('in-reply-to') || fields.has('references') ? 'yes' : 'no')
}

export function shapeFacts(letter: Letter, notes: Notes): void {
  const { types, charsets, encodings, fileNames, recipients, fields, subject } = letter
  notes.note('types', types.slice(0, 6).join(' '))
  for (const type of types) notes.note('type', type)
  for (const charset of charsets) notes.note('charset', charset)
  for (const encoding of encodings) notes.note('encoding', encoding)
  for (const name of fileNames) notes.note('file', /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? 'none')
  notes.note('to', recipients === 0 ? 'none' : recipients > 10 ? 'many' : String(Math.min(recipients, 3)))
  notes.note('mime', fields.has('mime-version') ? 'yes' : 'no')
  notes.note('date', fields.has('date') ? 'yes' : 'no')
  notes.note('subject-start', /^(?:re|fwd?|aw|sv|antw)\b/i.exec(subject)?.[0].toLowerCase() ?? (subject.startsWith('[') ? 'tag' : subject === '' ? 'empty' : 'plain'))
  if (/[!?]$/.test(subject)) notes.note('subject-end', subject.slice(-1))
  if (/\d{4,}\s*$/.test(subject)) notes.note('subject-end', 'number')
  if (subject.length > 6 && subject === subject.toUpperCase() && /[A-Z]{3}/.test(subject)) notes.note('subject', 'capitals')
  if (/ {4}|\t/.test(subject)) notes.note('subject', 'blanks')
  if (/[^\x00-\x7f]/.test(subject)) notes.note('subject', 'beyond-ascii')
}

/** How the header was made: mail programs have a hand of their own, and mass mailers write by another one. */
export function handFacts({ written }: Letter, notes: Notes): void {
  notes.note('order', written.map(({ field }) => field.slice(0, 4)).join(' '))
  let before = ''
  for (const { field, name, value } of written) {
    notes.note('next', `${before} ${field}`)
    before = field
    if (/[^\x00-\x7f]/.test(value)) notes.note('eight-bit', field)
    notes.note('case', name)
    if (field === 'date') {
      const zone = /([+-]\d{4})\b/.exec(value)?.[1] ?? /\b([A-Z]{2,5})\s*$/.exec(value)?.[1] ?? 'none'
      notes.note('zone', zone)
      notes.noteForm('date', value.replace(/[A-Z][a-z]{2},/, 'Day,').replace(/\b[A-Z][a-z]{2}\b/g, 'Mon').trim(), FORM)
    } else if (field === 'message-id') notes.noteForm('id', (value.split('@', 1)[0] ?? '').trim(), FORM)
    else if (field === 'content-type') {
      notes.noteForm('boundary', (/boundary\s*=\s*(.{1,80})/i.exec(value)?.[1] ?? '').trim(), FORM)
      notes.note('content-type', value.replace(/boundary\s*=.*/is, '').replace(/\s+/g, ' ').slice(0, 80))
    } else if (field === 'to' || field === 'from') {
      notes.note(`${field}-form`, `${value.includes('<') ? '<' : ''}${value.includes('"') ? '"' : ''}${value.includes('=?') ? '=' : ''}${/undisclosed|recipient|friend/i.test(value) ? 'u' : ''}`)
    } else if (field === 'subject' && value.includes('=?')) notes.note('subject', /=\?([^?*]{1,30})\?(.)/.exec(value)?.slice(1, 3).join(' ').toLowerCase() ?? '')
  }
}

/** How much of a form is looked at. */
const FORM = { textLengthMax: 100, lengthMax: 60 } as const
