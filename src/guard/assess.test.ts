import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { assess, RECIPIENTS_MAX } from './assess.ts'
import { casePolicy } from './cases.ts'
import { judged, judgeText, knowledge, mail, scores } from './guard.testing.ts'
import { textsNl } from './texts-nl.ts'
import { FINDINGS_MAX } from './weigh.ts'
import type { DomainAbility, Policy, RecipientKnowledge } from './types.ts'

test('the development cases are judged right', () => {
  const { precision, recall, wrong } = scores(judged('presend.jsonl'))
  assert.ok(precision >= 0.92 && recall >= 0.88, `precision ${precision}, recall ${recall}: ${wrong.join(' ')}`)
})

test('own cases in four languages are judged right', () => {
  const cases = judged('own.jsonl')
  const { precision, recall, wrong } = scores(cases)
  assert.ok(cases.length >= 150)
  assert.ok(precision >= 0.95 && recall >= 0.95, `precision ${precision}, recall ${recall}: ${wrong.join(' ')}`)
})

test('likely human errors are named and nothing else', () => {
  const wrong = [...judged('human-error.jsonl'), ...judged('own-human-error.jsonl')].filter(({ expect, assessment }) => {
    const warned = new Set(assessment.warnings.filter(({ level }) => level !== 'record').map(({ id }) => id))
    return [...warned].join() !== (expect.warn ?? []).join()
  })
  assert.deepEqual(wrong.map(({ id }) => id), [])
})

test('six situations, in Dutch and English', () => {
  assert.ok(judgeText('Betreft mevrouw Prins, BSN 111222333.').secure)
  assert.ok(judgeText('Mrs Prins has Dutch BSN 111222333.').secure)
  assert.ok(judgeText('Het wachtwoord is Zomer!2031x.').secure)
  assert.ok(judgeText('The password is Summer!2031x.').secure)
  const internal = mail('We gaan vrijdag bowlen.', { recipients: [{ address: 'piet@kantoor.nl', name: null, field: 'to' }] })
  assert.equal(assess(internal, knowledge(), casePolicy).level, 'record')
  assert.ok(judgeText('Mevrouw Prins heeft een longontsteking.').reasons.some(({ reason }) => reason === 'health'))
  const file = { id: '1', name: 'dossier_J_Prins.pdf', type: 'application/pdf', sizeBytes: 1 }
  assert.ok(judgeText('Zie bijlage.', { attachments: [file] }).reasons.some(({ reason }) => reason === 'dossier'))
  const brochure = { id: '1', name: 'brochure.txt', type: 'text/plain', sizeBytes: 1, text: 'Wij zijn er voor iedereen. Kijk op onze website.' }
  assert.equal(judgeText('Bijgaand onze brochure.', { attachments: [brochure] }).secure, false)
  const added = { ...brochure, text: `${brochure.text}\nMevrouw A. Prins, geboren 3-4-1951` }
  assert.ok(judgeText('Bijgaand onze brochure.', { attachments: [added] }).secure)
})

test('inside the house the same data give advice and no route', () => {
  const inside = mail('Mevrouw Prins, BSN 111222333, heeft een longontsteking.', { recipients: [{ address: 'piet@kantoor.nl', name: null, field: 'to' }] })
  const { secure, level, warnings, recipients } = assess(inside, knowledge(), casePolicy)
  assert.deepEqual([secure, level, recipients[0]?.route], [false, 'advise', 'internal'])
  assert.ok(warnings.some(({ id }) => id === 'need-to-know'))
})

test('findings point at the text as it was written, also behind hidden characters', () => {
  const body = 'a \u200b\u200bBSN 111\u00ad222\u200b333 einde'
  const { findings } = judgeText(body)
  const found = findings.find(({ type }) => type === 'BSN')
  assert.ok(found !== undefined)
  assert.equal(body.slice(found.start, found.end), '111\u00ad222\u200b333')
})

test('other digits and wide letters hide nothing', () => {
  for (const number of ['１１１２２２３３３', '١١١٢٢٢٣٣٣', '111\u2060222\u2060333', '111\u202e222333', '\u{1d7cf}\u{1d7cf}\u{1d7cf}222333', '111\u00a0222\u00a0333']) {
    assert.ok(judgeText(`BSN ${number}`).reasons.some(({ reason }) => reason === 'national-id'), number)
  }
})

test('boilerplate is no evidence, quoted text is', () => {
  const footer = '\n\nMet vriendelijke groet,\nJan Bos\nAdviseur\n\nDit bericht is vertrouwelijk en alleen bestemd voor de geadresseerde. Ontvangt u het ten onrechte, verwijder het dan.'
  assert.equal(judgeText(`Tot morgen.${footer}`).secure, false)
  assert.ok(judgeText(`Zie hieronder.\n\nOp 3-4-2025 schreef Jan:\n> Mevrouw Prins heeft borstkanker en krijgt chemo.\n`).secure)
  assert.ok(judgeText(`Tot morgen.${footer}\n\nVan: Jan\nVerzonden: 3-4-2025\nOnderwerp: cliënt\n\nMevrouw Prins heeft borstkanker en krijgt chemo.`).secure)
})

const ability = (verifiedTls: DomainAbility['verifiedTls'], nta7516: DomainAbility['nta7516'] = false): DomainAbility => ({ verifiedTls, nta7516, checkedAt: 0 })
const outside = (parts: Partial<RecipientKnowledge>): RecipientKnowledge => ({ address: 'iemand@elders.example', isInternal: false, ability: ability('unknown', 'unknown'), hasPinnedKey: false, hasVerifiedPhone: false, sentBefore: 3, ...parts })
const route = (body: string, recipient: RecipientKnowledge, policy: Policy = casePolicy): string | undefined =>
  assess(mail(body), knowledge({ recipients: [recipient] }), policy).recipients[0]?.route

test('the lightest sufficient route', () => {
  const health = 'Mevrouw Prins heeft een longontsteking.'
  const number = 'Betreft mevrouw Prins, BSN 111222333.'
  const secret = 'Het wachtwoord is Zomer!2031x.'
  assert.equal(route('Tot morgen.', outside({})), 'ordinary')
  assert.equal(route(number, outside({ ability: ability('dane') })), 'verified-tls')
  assert.equal(route(number, outside({ ability: ability('mta-sts') })), 'portal')
  assert.equal(route(number, outside({ ability: ability('unknown', true) })), 'nta7516')
  assert.equal(route(number, outside({ hasPinnedKey: true })), 'openpgp')
  assert.equal(route(number, outside({})), 'portal')
  assert.equal(route(health, outside({ ability: ability('dane') })), 'portal')
  assert.equal(route(health, outside({ ability: ability('dane', true) })), 'nta7516')
  assert.equal(route(secret, outside({ ability: ability('dane', true) })), 'portal')
  assert.equal(route(secret, outside({ ability: ability('dane', true), hasPinnedKey: true })), 'openpgp')
  assert.equal(route(`${health} ${secret}`, outside({ ability: ability('dane', true) })), 'portal')
})

test('no route of the policy leaves means impossible, and says what fell away', () => {
  const policy = { ...casePolicy, routes: { ...casePolicy.routes, 'national-id': ['nta7516'] as const } }
  const decision = assess(mail('Betreft mevrouw Prins, BSN 111222333.'), knowledge({ recipients: [outside({})] }), policy).recipients[0]
  assert.equal(decision?.isImpossible, true)
  assert.deepEqual(decision?.passedOver[0], { route: 'nta7516', why: 'nta7516:unknown' })
})

test('an answer in a protected conversation stays protected; an outsider who joins is named', () => {
  const { secure, recipients, warnings } = assess(mail('Dank je wel.', { threadProtected: true, threadRecipients: [] }), knowledge({ recipients: [outside({})] }), casePolicy)
  assert.ok(secure)
  assert.notEqual(recipients[0]?.route, 'ordinary')
  assert.ok(warnings.some(({ id }) => id === 'outsider-added-to-protected-thread'))
})

test('shadow mode decides nothing', () => {
  const { secure, level, reasons, recipients } = assess(mail('Betreft mevrouw Prins, BSN 111222333.'), knowledge(), { ...casePolicy, mode: 'shadow' })
  assert.deepEqual([secure, level, recipients[0]?.route], [false, 'record', 'ordinary'])
  assert.ok(reasons.length > 0)
})

test('what cannot be read is named and treated by policy', () => {
  const file = { id: '1', name: 'alles.zip', type: 'application/zip', sizeBytes: 1, unread: 'encrypted' as const }
  const plain = judgeText('Zie bijlage.', { attachments: [file] })
  assert.ok(plain.warnings.some(({ id }) => id === 'unread-attachment'))
  assert.ok(assess(mail('Zie bijlage.', { attachments: [file] }), knowledge(), { ...casePolicy, unreadAttachments: 'protect' }).secure)
})

test('data at the end of a long text are found', () => {
  const filler = 'De vergadering over het nieuwe gebouw is verplaatst naar de grote zaal. '.repeat(40_000)
  assert.ok(judgeText(`${filler}\nMevrouw Prins, BSN 111222333`).secure)
})

test('any text gives an answer with findings inside it', () => {
  const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('BSN 111222333', 'mevrouw Prins', '\u200b', '\0', '\ud800', '> ', '\n', 'wachtwoord: ', 'NL91ABNA0417164300', 'Met vriendelijke groet,\n', '１１１', ';;;', 'kanker '))
  fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
    const body = pieces.join('')
    const { findings, reasons } = judgeText(body)
    assert.ok(findings.length <= FINDINGS_MAX)
    for (const { start, end } of findings) assert.ok(start >= 0 && start <= end && end <= Math.max(body.length, 9))
    for (const reason of reasons) for (const index of reason.findings) assert.ok(findings[index] !== undefined)
  }), { numRuns: 200 })
})

test('the verdict does not depend on spaces at line ends or kinds of line ends', () => {
  for (const body of ['Mevrouw Prins heeft koorts.\nBSN 111222333\nTot morgen', 'Wachtwoord: Zomer!2031x\nGroet']) {
    const plain = judgeText(body)
    for (const other of [body.replace(/\n/g, '\r\n'), body.replace(/\n/g, '  \n'), `\n\n${body}\n\n`, body.replace(/ /g, '\u00a0')]) {
      assert.deepEqual(judgeText(other).reasons.map(({ reason }) => reason),
        plain.reasons.map(({ reason }) => reason), JSON.stringify(other))
    }
  }
})

test('ten thousand recipients and one past it', () => {
  const recipients = Array.from({ length: RECIPIENTS_MAX + 1 }, (_, index) => ({ address: `p${index}@d${index % 50}.example`, name: null, field: 'to' as const }))
  const { recipients: decided, warnings } = assess(mail('Beste mensen, tot zaterdag.', { recipients }), knowledge(), casePolicy)
  assert.equal(decided.length, RECIPIENTS_MAX)
  assert.ok(warnings.some(({ id }) => id === 'many-external-visible'))
})

test('every warning and reason has words', () => {
  for (const { heading, sentence } of Object.values(textsNl.warnings)) {
    const about = { recipients: ['a@b.nl'], files: ['x.pdf'], suggestion: 'c@d.nl', count: 12, places: ['Salaris'], rules: ['hidden-sheet'] }
    assert.ok(heading(about).length > 5 && sentence(about).length > 5)
  }
})

test('whom a secured mail is about is marked in its subject too, with the phone and address beside the name', () => {
  const { secure, findings } = assess(mail('Het BSN is 111222333.\n\nMevrouw Prins, Dorpsweg 4a, 1234 AB Veenrade, 06 12345678, verhuist.\n\nGroet,\nJan\nT 020 1234567', { subject: 'Aanvraag mevrouw Reinders' }), knowledge(), casePolicy)
  assert.ok(secure)
  const marked = (type: string): string[] => findings.filter((one) => one.type === type).map(({ part }) => part)
  assert.ok(marked('PERSON').includes('subject') && marked('PERSON').includes('body'))
  assert.deepEqual([marked('PHONE'), marked('ADDRESS')], [['body'], ['body']])
  assert.deepEqual(assess(mail('Mevrouw Prins belt 06 12345678.', { subject: 'Aanvraag mevrouw Reinders' }), knowledge(), casePolicy).findings, [])
})
